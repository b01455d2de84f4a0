/**
 * The tokens of this browser, shared by all its tabs through localStorage.
 * A refresh token works once only, so refreshing happens in one tab at a time and the others reuse the result.
 */
import { forget, has, load, save } from '@/lib/storage'
import { randomText } from '@/lib/random'

import { ApiError, NetworkError, SignedOutError } from './errors'
import type { Tokens } from './types'

export const SESSION_KEY = 'beep.session'
const LEASE_KEY = 'beep.session.lease'
const LEASE_MS = 8000
/** Refresh a little early, so that a request does not travel with a token that dies on the way. */
const MARGIN_MS = 20_000

export interface StoredSession {
  accessToken: string
  refreshToken: string
  expiresAt: number
}

type Listener = (signedIn: boolean) => void
const listeners = new Set<Listener>()
let channel: BroadcastChannel | undefined
let inFlight: Promise<string> | undefined

export function currentSession(): StoredSession | undefined {
  return load<StoredSession>(SESSION_KEY)
}

export function isSignedIn(): boolean {
  return has(SESSION_KEY)
}

export function keepTokens(tokens: Tokens, now = Date.now()): StoredSession {
  const { accessToken, refreshToken, expiresIn } = tokens
  const session = { accessToken, refreshToken, expiresAt: now + expiresIn * 1000 }
  save(SESSION_KEY, session)
  announce()
  return session
}

export function dropTokens(): void {
  forget(SESSION_KEY)
  announce()
}

/** Call back when this browser signs in or out, in whichever tab. */
export function onSessionChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener(isSignedIn())
}

function announce(): void {
  tell()
  channel?.postMessage('changed')
}

/** Hear what other tabs do. Called once by the app. */
export function shareSessionBetweenTabs(): void {
  if ('BroadcastChannel' in globalThis) {
    channel = new BroadcastChannel('beep.session')
    channel.onmessage = tell
  }
  window.addEventListener('storage', (event) => {
    if (event.key === SESSION_KEY || event.key === null) tell()
  })
}

/**
 * An access token that is good now, refreshed when it must be.
 * @param refused a token the server has just refused; anything newer than it is returned as it is
 */
export async function freshToken(refused?: string): Promise<string> {
  const session = currentSession()
  if (!session) throw new SignedOutError()
  if (isGood(session, refused)) return session.accessToken
  inFlight ??= oneTabAtATime(() => refreshUnlessDone(refused)).finally(() => {
    inFlight = undefined
  })
  return inFlight
}

function isGood(session: StoredSession, refused: string | undefined): boolean {
  return session.accessToken !== refused && session.expiresAt - MARGIN_MS > Date.now()
}

async function refreshUnlessDone(refused: string | undefined): Promise<string> {
  // While this tab waited, another may have refreshed, or signed out.
  const session = currentSession()
  if (!session) throw new SignedOutError()
  if (isGood(session, refused)) return session.accessToken
  const response = await postRefresh(session.refreshToken)
  if (response.ok) return keepTokens((await response.json()) as Tokens).accessToken
  if (response.status === 429 || response.status >= 500) throw new ApiError(response.status, {})
  // Somebody may have signed in again meanwhile; only the session we asked about is over.
  if (currentSession()?.refreshToken === session.refreshToken) dropTokens()
  throw new SignedOutError()
}

async function postRefresh(refreshToken: string): Promise<Response> {
  try {
    return await fetch('/api/v10/auth/refresh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    })
  } catch (error) {
    throw new NetworkError(error)
  }
}

/** Web Locks where there are any (https or localhost); elsewhere a lease in localStorage. */
async function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request('beep.session', work)
  const owner = randomText(12)
  for (;;) {
    const lease = load<{ owner: string; until: number }>(LEASE_KEY)
    if (!lease || lease.until < Date.now()) {
      save(LEASE_KEY, { owner, until: Date.now() + LEASE_MS })
      await pause(30)
      if (load<{ owner: string }>(LEASE_KEY)?.owner === owner) break
    }
    await pause(60)
  }
  try {
    return await work()
  } finally {
    if (load<{ owner: string }>(LEASE_KEY)?.owner === owner) forget(LEASE_KEY)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
