import { request } from '../client'
import type { Id } from '../types'

/** Asks for a recent sign-in: 403 with key `auth.recent_sign_in_required` until `reauthenticate`. */
export function deleteServer(id: Id): Promise<void> {
  return request('DELETE', `/guilds/${id}`)
}
