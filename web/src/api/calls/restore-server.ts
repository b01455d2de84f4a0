import { request } from '../client'

export const restoreServer = (serverId: string) => request<void>('DELETE', `/guilds/${serverId}/archive`)
