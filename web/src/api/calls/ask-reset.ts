import { request } from '../client'

/** The same answer whether there is such an account. */
export const askReset = (email: string) =>
  request<void>('POST', '/auth/reset', { body: { email }, anonymous: true })
