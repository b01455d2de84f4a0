import { request } from '../client'
import type { ProofOutcome, ProofPurpose } from '../identity-types'

export interface Return {
  state: string
  code: string
  iss?: string
  browser_secret: string
}

/** Finish what `startProof` began: once, in the browser that began it. */
export const finishProof = (provider: string, purpose: ProofPurpose, back: Return) =>
  request<ProofOutcome>('POST', `/auth/providers/${provider}/finish`, {
    body: back,
    anonymous: purpose === 'sign_in',
  })
