import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { complain } from '@/api/complain'
import type { Channel, Id } from '@/api/types'
import { isMuted, ofChannel, useNotifications } from '@/live/preferences'
import { workLater } from '@/ui/later'
import type { MenuItem } from '@/ui/Menu'

import { openNotifications } from './open'
import type * as Deeds from './settings'

const loadDeeds = workLater(() => import('./settings'))

/** What the menus of a server and of its channels say about being called. */
export function useNotificationMenus(serverId: Id) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const settings = useNotifications(serverId)
  const trying = (work: (deeds: typeof Deeds) => Promise<unknown>) =>
    void loadDeeds()
      .then(work)
      .catch((error: unknown) => complain(i18n, error))

  const ofServer: MenuItem[] = [
    {
      label: t`Mark as read`,
      icon: 'check',
      onSelect: () => trying((deeds) => deeds.markServerRead(client, serverId)),
    },
    { label: t`Notifications`, icon: 'bell', onSelect: () => openNotifications({ serverId }) },
  ]
  const ofOne = (channel: Channel): MenuItem[] => {
    const muted = isMuted(ofChannel(settings, channel.id))
    const change = { channel_id: channel.id, muted: !muted, mute_until: null }
    return [
      {
        label: t`Mark as read`,
        icon: 'check',
        onSelect: () => trying((deeds) => deeds.markChannelRead(client, channel)),
      },
      {
        label: muted ? t`Unmute` : t`Mute`,
        icon: muted ? 'bell' : 'bellOff',
        onSelect: () =>
          trying((deeds) => deeds.changeNotifications(client, serverId, { channels: [change] })),
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
