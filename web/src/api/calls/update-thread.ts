import { request } from '../client'
import type { Channel, Id } from '../types'

export interface ThreadChange {
  name?: string
  archived?: boolean
  locked?: boolean
}

export function updateThread(threadId: Id, change: ThreadChange): Promise<Channel> {
  return request('PATCH', `/channels/${threadId}`, { body: change })
}
