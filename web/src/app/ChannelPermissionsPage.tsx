import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'

import { ChannelPermissions } from '@/features/servers/overrides/ChannelPermissions'
import { useChannel } from '@/live/administration'
import { useChannels } from '@/live/queries'
import { Page } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { Asking } from './Asking'
import { ServerGone } from './ServerGone'

interface ChannelPermissionsPageProps {
  serverId: string
  channelId: string
}

/** The permissions of one channel or category, over everything else. */
export function ChannelPermissionsPage({ serverId, channelId }: ChannelPermissionsPageProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { isPending } = useChannels(serverId)
  const channel = useChannel(serverId, channelId)
  if (!channel && !isPending) return <ServerGone />
  const sign = channel?.type === 4 ? '' : '#'
  const name = channel ? `${sign}${channel.name}` : '…'
  const back = channel?.type === 4 ? `/servers/${serverId}` : `/servers/${serverId}/channels/${channelId}`
  return (
    <Page title={t`Permissions of ${name}`} onClose={() => navigate(back)}>
      {channel ? (
        <ChannelPermissions serverId={serverId} channel={channel} />
      ) : (
        <SkeletonRows count={4} label={t`Permissions are loading`} />
      )}
      <Asking />
    </Page>
  )
}
