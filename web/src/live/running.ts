/** Joins the gateway, the cache and the browser's own signals. It travels after the first page. */
import type { QueryClient } from '@tanstack/react-query'

import { dropTokens, freshToken } from '@/api/session'

import { watchActivity } from './activity'
import { apply } from './apply'
import { setPhase } from './connection'
import { Gateway, type SocketLike } from './gateway'
import { resync } from './resync'

export { apply }

/** Start listening; the signal stops it. */
export function run(client: QueryClient, signal: AbortSignal): Gateway {
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
  window.addEventListener('online', () => gateway.retryNow(), { signal })
  window.addEventListener('offline', () => gateway.lostNetwork(), { signal })
  document.addEventListener('visibilitychange', () => document.hidden || gateway.checkAlive(), { signal })
  watchActivity((status) => gateway.show(status), signal)
  signal.addEventListener('abort', () => gateway.stop())
  gateway.start()
  return gateway
}

function gatewayUrl(): string {
  const { protocol, host } = window.location
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/gateway?v=10&encoding=json`
}
