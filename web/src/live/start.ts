/** Joins the gateway, the cache and the browser's own signals. Called while somebody is signed in. */
import type { QueryClient } from '@tanstack/react-query'

import { dropTokens, freshToken } from '@/api/session'

import { watchActivity } from './activity'
import { apply } from './apply'
import { setPhase } from './connection'
import { Gateway, type SocketLike } from './gateway'
import { resync } from './history'

let current: Gateway | undefined
let wanted: string | null = null

/** Start listening; the returned function stops. */
export function startLive(client: QueryClient): () => void {
  const gateway = new Gateway(
    {
      open: () => new WebSocket(gatewayUrl()) as SocketLike,
      token: freshToken,
      isOnline: () => navigator.onLine,
      random: Math.random,
    },
    {
      push: (push) => apply(client, push),
      phase(phase, retryInMs) {
        setPhase(phase, retryInMs)
        if (phase === 'signed-out') dropTokens()
      },
      gap: () => void resync(client),
    },
  )
  current = gateway
  const controller = new AbortController()
  const { signal } = controller
  window.addEventListener('online', () => gateway.retryNow(), { signal })
  window.addEventListener('offline', () => gateway.lostNetwork(), { signal })
  document.addEventListener('visibilitychange', () => document.hidden || gateway.checkAlive(), { signal })
  watchActivity((status) => gateway.show(status), signal)
  gateway.start()
  gateway.look(wanted)
  return () => {
    controller.abort()
    gateway.stop()
    current = undefined
  }
}

/** Look at a server: its members' presence is told from now on; `null` ends it. */
export function lookAt(serverId: string | null): void {
  wanted = serverId
  current?.look(serverId)
}

/** Try again at once, instead of at the end of the wait. */
export function reconnectNow(): void {
  current?.retryNow()
}

function gatewayUrl(): string {
  const { protocol, host } = window.location
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/gateway?v=10&encoding=json`
}
