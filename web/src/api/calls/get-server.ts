import { request } from '../client'
import type { Id, Server } from '../types'

export function getServer(id: Id): Promise<Server> {
  return request('GET', `/guilds/${id}`)
}
