import { request } from '../client'
import type { Server } from '../types'

export function createServer(body: { name: string; description?: string }): Promise<Server> {
  return request('POST', '/guilds', { body })
}
