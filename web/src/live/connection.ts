/** How the link to the server is doing, for the banner. */
import { create } from 'zustand'

export type Phase = 'idle' | 'connecting' | 'catching-up' | 'online' | 'waiting' | 'offline' | 'signed-out'

interface ConnectionState {
  phase: Phase
  /** When the next attempt starts, while waiting. */
  retryAt: number | undefined
  /** It has been online at least once since the page opened. */
  wasOnline: boolean
}

export const useConnection = create<ConnectionState>(() => ({
  phase: 'idle',
  retryAt: undefined,
  wasOnline: false,
}))

export function setPhase(phase: Phase, retryInMs?: number): void {
  useConnection.setState((old) => ({
    phase,
    retryAt: retryInMs === undefined ? undefined : Date.now() + retryInMs,
    wasOnline: old.wasOnline || phase === 'online',
  }))
}
