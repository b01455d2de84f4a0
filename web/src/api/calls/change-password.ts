import { request } from '../client'

/** Ends every other session. `old_password` is for who has one. */
export const changePassword = (body: { password: string; old_password?: string }) =>
  request<void>('PUT', '/auth/password', { body })
