import { request } from '../client'

export function endSession(id: string): Promise<void> {
  return request('DELETE', `/auth/sessions/${id}`)
}
