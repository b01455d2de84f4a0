import { request } from '../client'

export const deleteRole = (serverId: string, roleId: string) =>
  request<void>('DELETE', `/guilds/${serverId}/roles/${roleId}`)
