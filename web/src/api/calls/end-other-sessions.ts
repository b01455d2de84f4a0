import { request } from '../client'

export const endOtherSessions = () => request<void>('DELETE', '/auth/sessions')
