import { request } from '../client'
import type { ProofOutcome, ProofPurpose } from '../identity-types'

/** Prove who I am to a directory, by my user name and password there. */
export const showPassword = (
  provider: string,
  purpose: ProofPurpose,
  given: { username: string; password: string },
) =>
  request<ProofOutcome>('POST', `/auth/providers/${provider}/login`, {
    body: { ...given, purpose },
    anonymous: purpose === 'sign_in',
  })
