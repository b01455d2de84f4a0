import { useSyncExternalStore } from 'react'

import { isSignedIn, onSessionChange } from './session'

/** Whether this browser has a session; follows what other tabs do. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(onSessionChange, isSignedIn)
}
