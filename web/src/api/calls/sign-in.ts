import { request } from '../client'
import type { Tokens } from '../types'

export function signIn(body: { email: string; password: string }): Promise<Tokens> {
  return request('POST', '/auth/login', { body, anonymous: true })
}
