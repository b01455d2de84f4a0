import { request } from '../client'

export const archiveServer = (serverId: string) => request<void>('PUT', `/guilds/${serverId}/archive`)
