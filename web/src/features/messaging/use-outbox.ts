import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { sendMessage } from '@/api/calls/send-message'
import { apply } from '@/live/apply'
import { useConnection } from '@/live/connection'
import { useMe } from '@/live/queries'

import { Outbox } from './outbox'

let current: Outbox | undefined

/** The outbox of whoever is signed in. */
export function outbox(): Outbox | undefined {
  return current
}

/** Keep the outbox going, whichever channel is open. Used once, by the app. */
export function useOutboxAtWork(): void {
  const client = useQueryClient()
  const userId = useMe()?.id
  const phase = useConnection((state) => state.phase)
  useEffect(() => {
    if (!userId) return
    const box = new Outbox({
      userId,
      send: (item) => sendMessage(item.channelId, item),
      deliver: (data) => apply(client, { name: 'MESSAGE_CREATE', data }),
    })
    current = box
    box.open()
    return () => {
      box.close()
      current = undefined
    }
  }, [client, userId])
  useEffect(() => {
    if (phase === 'online') current?.flushAll()
  }, [phase])
}
