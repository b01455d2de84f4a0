/** My own settings of notifications, by server and by channel. Filled by READY and pushes. */
import { useQuery } from '@tanstack/react-query'

import type { NotificationSettings } from '@/api/cache'
import { keys } from '@/api/keys'
import type { ChannelNotifications, Id, NotificationLevel, ServerNotifications } from '@/api/types'

export function useAllNotifications(): NotificationSettings | undefined {
  const query = { queryKey: keys.notifications, queryFn: () => ({}), enabled: false }
  return useQuery<NotificationSettings>(query).data
}

export function useNotifications(serverId: Id): ServerNotifications | undefined {
  return useAllNotifications()?.[serverId]
}

export function defaultNotifications(serverId: Id): ServerNotifications {
  return {
    guild_id: serverId,
    muted: false,
    mute_until: null,
    level: 'all',
    suppress_everyone: false,
    channels: [],
  }
}

interface Mutable {
  muted: boolean
  mute_until: string | null
}

/** Muted for ever, or until a moment that has not come. */
export function isMuted(settings: Mutable | undefined, now = Date.now()): boolean {
  if (!settings?.muted) return false
  return settings.mute_until === null || Date.parse(settings.mute_until) > now
}

export function ofChannel(
  settings: ServerNotifications | undefined,
  channelId: Id,
): ChannelNotifications | undefined {
  return settings?.channels.find((one) => one.channel_id === channelId)
}

export function levelIn(settings: ServerNotifications | undefined, channelId: Id): NotificationLevel {
  return ofChannel(settings, channelId)?.level ?? settings?.level ?? 'all'
}
