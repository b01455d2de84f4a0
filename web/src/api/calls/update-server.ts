import { request } from '../client'
import type { Id, Server } from '../types'

export interface ServerChange {
  name?: string
  description?: string | null
  /** A data URI. */
  icon?: string | null
  visibility?: 'private' | 'public'
  multi_roles?: boolean
}

export function updateServer(id: Id, body: ServerChange): Promise<Server> {
  return request('PATCH', `/guilds/${id}`, { body })
}
