import { request } from '../client'
import type { Id, ServerEmoji } from '../types'

/** The picture is a data URI. */
export const createEmoji = (serverId: Id, body: { name: string; image: string }) =>
  request<ServerEmoji>('POST', `/guilds/${serverId}/emojis`, { body })
