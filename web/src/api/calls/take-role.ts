import { request } from '../client'

export const takeRole = (serverId: string, userId: string, roleId: string) =>
  request<void>('DELETE', `/guilds/${serverId}/members/${userId}/roles/${roleId}`)
