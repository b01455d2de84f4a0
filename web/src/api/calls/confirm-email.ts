import { request } from '../client'

/** Follow the link of a letter: the address is confirmed, or has become the account's. */
export const confirmEmail = (token: string) =>
  request<{ kind: 'verify' | 'change' }>('POST', '/auth/email/confirm', { body: { token }, anonymous: true })
