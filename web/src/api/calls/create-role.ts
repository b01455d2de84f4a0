import { request } from '../client'
import type { Role, RoleChange } from '../types'

export const createRole = (serverId: string, role: RoleChange) =>
  request<Role>('POST', `/guilds/${serverId}/roles`, { body: role })
