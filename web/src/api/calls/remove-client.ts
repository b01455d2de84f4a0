import { request } from '../client'
import type { Id } from '../types'

export function removeClient(id: Id): Promise<void> {
  return request('DELETE', `/admin/clients/${id}`)
}
