import { request } from '../client'
import type { Tokens } from '../types'

/** Make the account of somebody a provider knows. */
export const signUpByTicket = (
  provider: string,
  given: { ticket: string; username: string; display_name: string | null; locale: string },
) => request<Tokens>('POST', `/auth/providers/${provider}/signup`, { body: given, anonymous: true })
