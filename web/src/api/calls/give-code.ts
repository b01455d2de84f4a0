import { request } from '../client'
import type { Tokens } from '../types'

/** The second step of signing in, by a code. */
export const giveCode = (body: { ticket: string; kind: 'totp' | 'recovery'; code: string }) =>
  request<Tokens>('POST', '/auth/second-factor', {
    body: { ...body, code: body.code.replace(/\s/g, '') },
    anonymous: true,
  })
