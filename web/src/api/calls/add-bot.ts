import { request } from '../client'
import type { Id } from '../types'

export function addBot(serverId: Id, applicationId: Id): Promise<void> {
  return request('PUT', `/guilds/${serverId}/bots/${applicationId}`)
}
