/**
 * Proofs at pages of others. What this browser must keep until it comes back is in localStorage: the way
 * back may end in another tab. Without its secret, an answer brought here by somebody else is worth nothing.
 */
import '@/api/explain-identities'

import { startProof } from '@/api/calls/start-proof'
import type { ProofPurpose } from '@/api/identity-types'
import { forget, keysStarting, load, save } from '@/lib/storage'

const PREFIX = 'beep.proof.'
const PROVED = 'beep.proved'

export interface Away {
  provider: string
  purpose: ProofPurpose
  secret: string
  /** Where to go on afterwards: a place of this site. */
  next: string
  /** In a window beside the one that asks, which goes on by itself. */
  aside: boolean
  expiresAt: number
}

/** Go to a provider's pages; the promise ends when the browser is on its way. */
export function leaveToProve(
  provider: string,
  purpose: ProofPurpose,
  next: string,
  aside = false,
): Promise<void> {
  return leave({ provider, purpose, next, aside }, window)
}

/** A window to prove in, for `proveBeside`: browsers open one only while a button is being pressed. */
export const openBeside = () => window.open('about:blank', '_blank')

/** Prove in another window, so that this page stays as it is; in this one where there is no other. */
export async function proveBeside(provider: string, beside: Window | null): Promise<void> {
  const next = window.location.pathname + window.location.search
  try {
    await leave({ provider, purpose: 'prove', next, aside: beside !== null }, beside ?? window)
  } catch (error) {
    beside?.close()
    throw error
  }
}

async function leave(to: Omit<Away, 'secret' | 'expiresAt'>, from: Window): Promise<void> {
  const departure = await startProof(to.provider, to.purpose)
  if (!/^https?:\/\//.test(departure.authorization_url)) throw new Error('not an address')
  forgetOld()
  const expiresAt = Date.now() + departure.expires_in * 1000
  const away: Away = { ...to, secret: departure.browser_secret, expiresAt }
  save(PREFIX + departure.state, away)
  from.location.assign(departure.authorization_url)
}

/** What was kept for an answer, which counts once. */
export function takeAway(state: string): Away | undefined {
  const away = load<Away>(PREFIX + state)
  forget(PREFIX + state)
  return away && away.expiresAt > Date.now() ? away : undefined
}

/** Tell the window that asked. */
export function tellProved(): void {
  save(PROVED, Date.now())
  forget(PROVED)
}

/** Call back when it was proved in another window who this is. */
export function onProvedBeside(proved: () => void): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key === PROVED && event.newValue !== null) proved()
  }
  window.addEventListener('storage', hear)
  return () => window.removeEventListener('storage', hear)
}

function forgetOld(): void {
  for (const key of keysStarting(PREFIX)) {
    if ((load<Away>(key)?.expiresAt ?? 0) <= Date.now()) forget(key)
  }
}
