import { request } from '../client'
import type { Id } from '../types'

/** Everything in a server is read. */
export function ackServer(serverId: Id): Promise<void> {
  return request('POST', `/guilds/${serverId}/ack`, { body: {} })
}
