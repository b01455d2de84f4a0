import { request } from '../client'
import type { Id, ServerEmoji } from '../types'

export const renameEmoji = (serverId: Id, emojiId: Id, name: string, reason?: string) =>
  request<ServerEmoji>('PATCH', `/guilds/${serverId}/emojis/${emojiId}`, { body: { name }, reason })
