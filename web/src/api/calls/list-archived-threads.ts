import { request } from '../client'
import type { Id } from '../types'

import type { ThreadPage } from './list-active-threads'

/** Archived threads of a channel, those archived last in front. */
export function listArchivedThreads(channelId: Id): Promise<ThreadPage> {
  return request('GET', `/channels/${channelId}/threads/archived/public`, { query: { limit: 50 } })
}
