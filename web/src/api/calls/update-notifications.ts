import { request } from '../client'
import type { ChannelNotifications, Id, ServerNotifications } from '../types'

export type NotificationChange = Partial<Omit<ServerNotifications, 'guild_id' | 'channels'>> & {
  channels?: (Partial<ChannelNotifications> & { channel_id: Id })[]
}

/** Change my notification settings of a server or of its channels; the rest stays. */
export function updateNotifications(serverId: Id, change: NotificationChange): Promise<ServerNotifications> {
  return request('PATCH', `/users/@me/guilds/${serverId}/settings`, { body: change })
}
