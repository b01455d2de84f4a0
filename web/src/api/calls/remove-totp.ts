import { request } from '../client'

/** `anyway`: also when an administrator has no other second factor. */
export const removeTotp = (anyway: boolean) =>
  request<void>('DELETE', '/users/@me/factors/totp', { query: { anyway: String(anyway) } })
