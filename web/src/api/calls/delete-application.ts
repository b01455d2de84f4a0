import { request } from '../client'
import type { Id } from '../types'

export function deleteApplication(id: Id): Promise<void> {
  return request('DELETE', `/applications/${id}`)
}
