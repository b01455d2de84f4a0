import { request } from '../client'
import type { Id } from '../types'

export function renewClientSecret(id: Id): Promise<{ secret: string }> {
  return request('POST', `/admin/clients/${id}/secret`)
}
