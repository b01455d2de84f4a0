import { request } from '../client'

export const giveRole = (serverId: string, userId: string, roleId: string) =>
  request<void>('PUT', `/guilds/${serverId}/members/${userId}/roles/${roleId}`)
