import { request } from '../client'

/** Ten new codes, shown this once; those before are good no more. */
export const makeRecoveryCodes = () =>
  request<{ codes: string[] }>('POST', '/users/@me/factors/recovery-codes')
