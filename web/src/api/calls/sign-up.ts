import { request } from '../client'
import type { Me, Tokens } from '../types'

export interface SignUp {
  email: string
  password: string
  username: string
  display_name?: string
  /** What letters are written in. */
  locale?: string
}

export function signUp(body: SignUp): Promise<Tokens & { user: Me }> {
  return request('POST', '/auth/signup', { body, anonymous: true })
}
