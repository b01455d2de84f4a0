import { request } from '../client'
import type { Id } from '../types'

export const deleteEmoji = (serverId: Id, emojiId: Id, reason?: string) =>
  request<void>('DELETE', `/guilds/${serverId}/emojis/${emojiId}`, { reason })
