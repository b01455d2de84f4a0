import { request } from '../client'
import type { Role } from '../types'

/** Put roles in another order; a higher position stands higher. Answers with all roles. */
export const moveRoles = (serverId: string, positions: { id: string; position: number }[]) =>
  request<Role[]>('PATCH', `/guilds/${serverId}/roles`, { body: positions })
