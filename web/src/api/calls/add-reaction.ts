import { request } from '../client'
import type { Id } from '../types'

/** React; doing it twice changes nothing. `emoji` is a character, or `name:id`. */
export function addReaction(channelId: Id, messageId: Id, emoji: string): Promise<void> {
  const path = `/channels/${channelId}/messages/${messageId}/reactions/${encodeURIComponent(emoji)}/@me`
  return request('PUT', path)
}
