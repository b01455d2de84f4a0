import { request } from '../client'
import type { Id, Invite } from '../types'

export function listInvites(serverId: Id): Promise<Invite[]> {
  return request('GET', `/guilds/${serverId}/invites`)
}
