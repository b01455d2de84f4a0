import { request } from '../client'
import type { Departure, ProofPurpose } from '../identity-types'

/** Begin at a provider's own pages; linking asks for a recent sign-in. */
export const startProof = (provider: string, purpose: ProofPurpose) =>
  request<Departure>('POST', `/auth/providers/${provider}/start`, {
    body: { purpose },
    anonymous: purpose === 'sign_in',
  })
