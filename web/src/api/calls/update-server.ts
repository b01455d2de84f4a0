import { request } from '../client'
import type { Id, Server } from '../types'

export function updateServer(id: Id, body: { name?: string; description?: string | null }): Promise<Server> {
  return request('PATCH', `/guilds/${id}`, { body })
}
