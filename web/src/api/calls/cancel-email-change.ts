import { request } from '../client'

export const cancelEmailChange = () => request<void>('DELETE', '/auth/email/pending')
