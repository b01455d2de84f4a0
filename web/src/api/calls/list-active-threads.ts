import { request } from '../client'
import type { Channel, Id, ThreadMember } from '../types'

export interface ThreadPage {
  threads: Channel[]
  members: ThreadMember[]
  has_more?: boolean
}

/** The threads of a server that are not archived, with my memberships. */
export function listActiveThreads(serverId: Id): Promise<ThreadPage> {
  return request('GET', `/guilds/${serverId}/threads/active`)
}
