import { request } from '../client'

export const declineInvited = (serverId: string) => request<void>('DELETE', `/users/@me/invited/${serverId}`)
