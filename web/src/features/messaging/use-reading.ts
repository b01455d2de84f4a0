import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'

import type { MessageWindow } from '@/api/cache'
import { ackMessage } from '@/api/calls/ack-message'
import type { Id } from '@/api/types'
import { isNewer } from '@/lib/snowflake'
import { useReadStates } from '@/live/queries'
import { applySoon } from '@/live/start'

import { stopKeepingUnread, useAttention } from './attention'

const ACK_AFTER_MS = 400

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

export interface Reading {
  /** The line of what is new comes after this message; undefined until the pointer is known. */
  readUpTo: Id | null | undefined
  /** Marked unread on purpose: the line shows even above my own messages. */
  kept: boolean
  /** Take the line away, and mark everything read. */
  markRead: () => void
}

/**
 * Moves my read pointer while the last message is on the screen. The line of what is new stays where it was when
 * I came; what arrives under my eyes is not new and moves it along.
 */
export function useReading(channelId: Id, window: MessageWindow, atBottom: boolean): Reading {
  const client = useQueryClient()
  const states = useReadStates()
  const visible = useSyncExternalStore(subscribeToVisibility, () => !document.hidden)
  const pointer = states?.[channelId] ?? null
  const known = states !== undefined
  const [readUpTo, setReadUpTo] = useState<Id | null>()
  /** The reader has just come (back): what is unread now is new to them. */
  const justCame = useRef(true)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const last = window.messages.at(-1)?.id
  const kept = useAttention((state) =>
    state.unread?.channelId === channelId ? state.unread.pointer : undefined,
  )
  const reading = known && visible && atBottom && window.reachesPresent && kept === undefined
  const hasLine = window.messages.some(({ id }) => isNewer(id, readUpTo) && !isNewer(id, pointer))

  if (known && readUpTo === undefined) setReadUpTo(pointer)
  else if (known && !visible && isNewer(pointer, readUpTo)) setReadUpTo(pointer)

  if (kept !== undefined && kept !== readUpTo) setReadUpTo(kept)

  const acknowledge = useCallback(() => {
    if (!last || !isNewer(last, pointer)) return
    const data = { channel_id: channelId, last_read_message_id: last }
    applySoon(client, { name: 'BEEP_READ_STATE', data })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void ackMessage(channelId, last).catch(() => undefined), ACK_AFTER_MS)
  }, [client, channelId, last, pointer])

  useLayoutEffect(() => {
    if (!reading) {
      justCame.current = true
      return
    }
    // Before the next paint, so that the line never flashes above a message that arrives under my eyes.
    const live = !justCame.current && !hasLine && isNewer(last, pointer)
    if (live) queueMicrotask(() => setReadUpTo(last))
    justCame.current = false
    acknowledge()
  }, [reading, hasLine, last, pointer, acknowledge])

  const markRead = useCallback(() => {
    stopKeepingUnread()
    setReadUpTo(last ?? null)
    acknowledge()
  }, [last, acknowledge])

  return { readUpTo, kept: kept !== undefined, markRead }
}
