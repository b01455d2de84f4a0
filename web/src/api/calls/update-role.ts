import { request } from '../client'
import type { Role, RoleChange } from '../types'

export const updateRole = (serverId: string, roleId: string, change: RoleChange) =>
  request<Role>('PATCH', `/guilds/${serverId}/roles/${roleId}`, { body: change })
