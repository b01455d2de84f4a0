import { request } from '../client'

export const unblockUser = (userId: string) => request<void>('DELETE', `/users/@me/blocks/${userId}`)
