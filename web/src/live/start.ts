/** Starts the live connection while somebody is signed in: it travels beside the first page, not in it. */
import type { QueryClient } from '@tanstack/react-query'

import type { Push } from '@/api/types'
import { untilHere } from '@/ui/later'

import type { Gateway } from './gateway'
import type * as Running from './running'

let here: typeof Running | undefined
let current: Gateway | undefined
let wanted: string | null = null
let wantsFriends = false

/** Sets it out, so that it is here when it is needed. */
export const loadLive = untilHere(async () => (here = await import('./running')))

/** Start listening; the returned function stops. */
export function startLive(client: QueryClient): () => void {
  const controller = new AbortController()
  void loadLive().then(({ run }) => {
    if (controller.signal.aborted) return
    current = run(client, controller.signal)
    current.look(wanted, wantsFriends)
  })
  return () => {
    controller.abort()
    current = undefined
  }
}

/** Change the cache as a push would: at once, but for the first moments of the page. */
export function applySoon(client: QueryClient, push: Push): void {
  if (here) here.apply(client, push)
  else void loadLive().then(({ apply }) => apply(client, push))
}

/** Look at a server: its members' presence is told from now on; `null` ends it. */
export function lookAt(serverId: string | null): void {
  wanted = serverId
  current?.look(wanted, wantsFriends)
}

/** Look at my friends, wherever they are. */
export function lookAtFriends(looks: boolean): void {
  wantsFriends = looks
  current?.look(wanted, wantsFriends)
}

/** Try again at once, instead of at the end of the wait. */
export function reconnectNow(): void {
  current?.retryNow()
}
