import { request } from '../client'
import type { Id } from '../types'

export function leaveServer(id: Id): Promise<void> {
  return request('DELETE', `/users/@me/guilds/${id}`)
}
