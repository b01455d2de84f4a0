import { request } from '../client'
import type { Id } from '../types'

export function deleteChannel(id: Id): Promise<void> {
  return request('DELETE', `/channels/${id}`)
}
