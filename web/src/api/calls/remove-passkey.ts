import { request } from '../client'

/** `anyway`: also when an administrator has no other second factor. */
export const removePasskey = (id: string, anyway: boolean) =>
  request<void>('DELETE', `/users/@me/factors/passkeys/${id}`, { query: { anyway: String(anyway) } })
