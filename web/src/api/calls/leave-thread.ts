import { request } from '../client'
import type { Id } from '../types'

export function leaveThread(threadId: Id): Promise<void> {
  return request('DELETE', `/channels/${threadId}/thread-members/@me`)
}
