import { request } from '../client'
import type { Id } from '../types'

/** Take a reaction back: mine, or somebody's with the right to manage messages. */
export function removeReaction(
  channelId: Id,
  messageId: Id,
  emoji: string,
  userId: Id = '@me',
): Promise<void> {
  const path = `/channels/${channelId}/messages/${messageId}/reactions/${encodeURIComponent(emoji)}/${userId}`
  return request('DELETE', path)
}
