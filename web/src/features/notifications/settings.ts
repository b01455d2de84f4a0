/** Changing my notification settings: shown at once, put back when the server refuses. */
import type { QueryClient } from '@tanstack/react-query'

import type { NotificationSettings } from '@/api/cache'
import { ackServer } from '@/api/calls/ack-server'
import { ackMessage } from '@/api/calls/ack-message'
import { updateNotifications, type NotificationChange } from '@/api/calls/update-notifications'
import { keys } from '@/api/keys'
import type { Channel, Id, ServerNotifications } from '@/api/types'
import { apply } from '@/live/apply'
import { defaultNotifications } from '@/live/preferences'

export function changed(settings: ServerNotifications, change: NotificationChange): ServerNotifications {
  const { channels = [], ...rest } = change
  const merged = new Map(settings.channels.map((one) => [one.channel_id, one]))
  for (const one of channels) {
    const old = merged.get(one.channel_id) ?? {
      channel_id: one.channel_id,
      muted: false,
      mute_until: null,
      level: null,
    }
    merged.set(one.channel_id, { ...old, ...one })
  }
  return { ...settings, ...rest, channels: [...merged.values()] }
}

export async function changeNotifications(
  client: QueryClient,
  serverId: Id,
  change: NotificationChange,
): Promise<void> {
  const all = client.getQueryData<NotificationSettings>(keys.notifications)
  const before = all?.[serverId] ?? defaultNotifications(serverId)
  apply(client, { name: 'BEEP_NOTIFICATION_SETTINGS', data: changed(before, change) })
  try {
    const data = await updateNotifications(serverId, change)
    apply(client, { name: 'BEEP_NOTIFICATION_SETTINGS', data })
  } catch (error) {
    apply(client, { name: 'BEEP_NOTIFICATION_SETTINGS', data: before })
    throw error
  }
}

function read(client: QueryClient, { id, last_message_id }: Channel): void {
  if (!last_message_id) return
  apply(client, { name: 'BEEP_READ_STATE', data: { channel_id: id, last_read_message_id: last_message_id } })
}

export async function markChannelRead(client: QueryClient, channel: Channel): Promise<void> {
  read(client, channel)
  if (channel.last_message_id) await ackMessage(channel.id, channel.last_message_id)
}

export async function markServerRead(client: QueryClient, serverId: Id): Promise<void> {
  for (const key of [keys.channels(serverId), keys.threads(serverId)]) {
    for (const channel of client.getQueryData<Channel[]>(key) ?? []) read(client, channel)
  }
  await ackServer(serverId)
}
