import { request } from '../client'

/** Become the first administrator, by the token of the address Beep printed. */
export const claimAdministration = (token: string) =>
  request<void>('POST', '/admin/first', { body: { token } })
