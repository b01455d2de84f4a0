import { request } from '../client'
import type { Id, User } from '../types'

/** Who reacts with this emoji, those who came first in front. */
export function listReactors(channelId: Id, messageId: Id, emoji: string, limit = 25): Promise<User[]> {
  const path = `/channels/${channelId}/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`
  return request('GET', path, { query: { limit } })
}
