import { request } from '../client'

/** Give a channel the exceptions of its category. */
export const syncChannel = (serverId: string, channelId: string, categoryId: string) =>
  request<void>('PATCH', `/guilds/${serverId}/channels`, {
    body: [{ id: channelId, parent_id: categoryId, lock_permissions: true }],
  })
