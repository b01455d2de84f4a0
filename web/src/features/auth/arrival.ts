/** What becomes of a proof that is right: where this browser goes on, and with what. */
import type { SecondStep } from '@/api/factor-types'
import type { Newcomer, ProofOutcome } from '@/api/identity-types'
import { keepTokens } from '@/api/session'

/** Kept in the history of this browser: it outlives a reload. */
export interface Arrival {
  newcomer: Newcomer
  provider: string
  next: string
}

interface Move {
  to: string
  state?: unknown
}

/** Keep what an outcome brings, and return where to go on. */
export function goOn(outcome: ProofOutcome, provider: string, next: string): Move {
  if (outcome.session) keepTokens(outcome.session)
  if (outcome.newcomer) {
    const arrival: Arrival = { newcomer: outcome.newcomer, provider, next }
    return { to: `/auth/callback/${provider}`, state: { arrival } }
  }
  return { to: next }
}

/** Where somebody goes on who proved who they are, and has a second factor to give. */
export function toSecondStep(secondStep: SecondStep, next: string): Move {
  return { to: toSignIn(next), state: { secondStep } }
}

export function toSignIn(next: string): string {
  return next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`
}

export function arrivalOf(state: unknown): Arrival | undefined {
  return (state as { arrival?: Arrival } | null)?.arrival
}
