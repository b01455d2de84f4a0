import { request } from '../client'

export const blockUser = (userId: string) => request<void>('PUT', `/users/@me/blocks/${userId}`)
