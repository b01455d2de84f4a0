import { useLingui } from '@lingui/react/macro'
import { Suspense, useEffect, type ReactNode } from 'react'
import { Redirect, useLocation } from 'wouter'

import { ApiError } from '@/api/errors'
import { ChannelList } from '@/features/channels/ChannelList'
import { ChannelView } from '@/features/messaging/ChannelView'
import { useNotificationMenus } from '@/features/notifications/use-menus'
import { ServerHeader } from '@/features/servers/ServerHeader'
import { load, save } from '@/lib/storage'
import { useChannels, useServer } from '@/live/queries'
import { EmptyState } from '@/ui/EmptyState'
import { later } from '@/ui/later'
import { showPane, useLayout } from '@/ui/layout'
import { SkeletonRows } from '@/ui/Skeleton'
import { usePhone } from '@/ui/use-phone'

import { CONVERSATION_SLOTS } from './conversation-slots'
import { OpenThread } from './OpenThread'
import { usePlace } from './use-place'
import styles from './Workspace.module.css'

const MemberList = later(async () => (await import('@/features/members/MemberList')).MemberList, true)
const Missing = later(async () => (await import('./nowhere')).Missing)
const NoChannel = later(async () => (await import('./nowhere')).NoChannel)

interface ServerPanesProps {
  serverId: string
  /** A channel, or a thread of one. */
  channelId: string | undefined
  /** The message a link leads to. */
  messageId: string | undefined
  panel: ReactNode
}

const lastChannelKey = (serverId: string) => `beep.last-channel.${serverId}`

/** One server: its channels, the open one, its members. */
export function ServerPanes({ serverId, channelId, messageId, panel }: ServerPanesProps) {
  const { t } = useLingui()
  const server = useServer(serverId)
  const channels = useChannels(serverId)
  const { pane, showMembers } = useLayout()
  const phone = usePhone()
  const [, navigate] = useLocation()
  const menus = useNotificationMenus(serverId)
  const place = usePlace(serverId, channelId, messageId)

  useEffect(() => {
    if (place.channel) save(lastChannelKey(serverId), place.channel.id)
  }, [serverId, place.channel])
  useEffect(() => showPane('main'), [serverId, channelId])

  if (server.error instanceof ApiError && server.error.status === 404)
    return (
      <Suspense>
        <Missing panel={panel} />
      </Suspense>
    )
  const goTo = channels.data?.find((one) => one.id === load(lastChannelKey(serverId))) ?? channels.data?.[0]
  if (place.nowhere && goTo) return <Redirect to={`/servers/${serverId}/channels/${goTo.id}`} replace />
  return (
    <>
      <nav className={styles.navigation} aria-label={t`Channels`} inert={phone && pane !== 'navigation'}>
        <ServerHeader
          serverId={serverId}
          channelId={place.channel?.id}
          menu={menus.ofServer}
          onLeft={() => navigate('/')}
        />
        <ChannelList
          serverId={serverId}
          current={place.thread?.id ?? place.channel?.id}
          menuOf={menus.ofChannel}
          onCreated={(id) => navigate(`/servers/${serverId}/channels/${id}`)}
        />
        {panel}
      </nav>
      <main className={styles.main} inert={phone && pane !== 'main'}>
        {place.channel ? (
          <ChannelView
            key={place.channel.id}
            channel={place.channel}
            serverId={serverId}
            slots={CONVERSATION_SLOTS}
            thread={<OpenThread place={place} />}
          />
        ) : place.nowhere && channels.data ? (
          <Suspense>
            <NoChannel />
          </Suspense>
        ) : (
          channels.error && <EmptyState picture="lost" title={t`The channels did not arrive`} />
        )}
      </main>
      {(showMembers || phone) && (
        <aside className={styles.members} aria-label={t`Members`} inert={phone && pane !== 'members'}>
          <Suspense fallback={<SkeletonRows count={6} label={t`Members are loading`} />}>
            <MemberList serverId={serverId} />
          </Suspense>
        </aside>
      )}
    </>
  )
}
