import { request } from '../client'
import type { Tokens, User } from '../types'

export interface SignUp {
  email: string
  password: string
  username: string
  display_name?: string
  /** What letters are written in. */
  locale?: string
}

export function signUp(body: SignUp): Promise<Tokens & { user: User }> {
  return request('POST', '/auth/signup', { body, anonymous: true })
}
