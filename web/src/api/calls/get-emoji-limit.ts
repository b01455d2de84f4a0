import { request } from '../client'
import type { Id } from '../types'

/** How many emojis a server may have. */
export const getEmojiLimit = (serverId: Id) =>
  request<{ limit: number }>('GET', `/guilds/${serverId}/emojis/limit`)
