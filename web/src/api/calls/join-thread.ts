import { request } from '../client'
import type { Id } from '../types'

export function joinThread(threadId: Id): Promise<void> {
  return request('PUT', `/channels/${threadId}/thread-members/@me`)
}
