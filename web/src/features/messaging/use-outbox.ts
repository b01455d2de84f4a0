import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { sendMessage } from '@/api/calls/send-message'
import { useConnection } from '@/live/connection'
import { useMe } from '@/live/queries'
import { applySoon } from '@/live/start'
import { untilHere } from '@/ui/later'

import type { Outbox } from './outbox'

const loadOutbox = untilHere(() => import('./outbox'))

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
  useEffect(() => void loadOutbox(), [])
  useEffect(() => {
    if (!userId) return
    let box: Outbox | undefined
    let gone = false
    void loadOutbox().then(({ Outbox }) => {
      if (gone) return
      box = current = new Outbox({
        userId,
        send: (item) => sendMessage(item.channelId, item),
        deliver: (data) => applySoon(client, { name: 'MESSAGE_CREATE', data }),
      })
      box.open()
    })
    return () => {
      gone = true
      box?.close()
      current = undefined
    }
  }, [client, userId])
  useEffect(() => {
    if (phase === 'online') current?.flushAll()
  }, [phase])
}
