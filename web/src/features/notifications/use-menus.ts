import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { explain } from '@/api/explain'
import type { Channel, Id } from '@/api/types'
import { isMuted, ofChannel, useNotifications } from '@/live/preferences'
import type { MenuItem } from '@/ui/Menu'
import { toast } from '@/ui/toasts'

import { openNotifications } from './open'
import { changeNotifications, markChannelRead, markServerRead } from './settings'

/** What the menus of a server and of its channels say about being called. */
export function useNotificationMenus(serverId: Id) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const settings = useNotifications(serverId)
  const trying = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => toast(explain(i18n, error), 'danger'))

  const ofServer: MenuItem[] = [
    { label: t`Mark as read`, icon: 'check', onSelect: () => trying(markServerRead(client, serverId)) },
    { label: t`Notifications`, icon: 'bell', onSelect: () => openNotifications({ serverId }) },
  ]
  const ofOne = (channel: Channel): MenuItem[] => {
    const muted = isMuted(ofChannel(settings, channel.id))
    const change = { channel_id: channel.id, muted: !muted, mute_until: null }
    return [
      { label: t`Mark as read`, icon: 'check', onSelect: () => trying(markChannelRead(client, channel)) },
      {
        label: muted ? t`Unmute` : t`Mute`,
        icon: muted ? 'bell' : 'bellOff',
        onSelect: () => trying(changeNotifications(client, serverId, { channels: [change] })),
      },
      {
        label: t`Notifications`,
        icon: 'bell',
        onSelect: () => openNotifications({ serverId, channel }),
      },
    ]
  }
  return { ofServer, ofChannel: ofOne }
}
