import { request } from '../client'
import type { ServerSummary } from '../types'

export function listMyServers(): Promise<ServerSummary[]> {
  return request('GET', '/users/@me/guilds')
}
