import { request } from '../client'

export const stay = () => request<void>('DELETE', '/users/@me/leaving')
