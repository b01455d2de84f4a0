import { request } from '../client'
import type { Tokens } from '../types'

/** The second step: a code of an authenticator app (six digits), or a recovery code. */
export function redeemTicket(ticket: string, code: string): Promise<Tokens> {
  const kind = /^\d{6}$/.test(code) ? 'totp' : 'recovery'
  return request('POST', '/auth/second-factor', { body: { ticket, kind, code }, anonymous: true })
}
