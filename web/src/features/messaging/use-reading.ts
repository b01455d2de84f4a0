import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'

import type { MessageWindow } from '@/api/cache'
import { ackMessage } from '@/api/calls/ack-message'
import type { Id } from '@/api/types'
import { isNewer } from '@/lib/snowflake'
import { apply } from '@/live/apply'
import { useReadStates } from '@/live/queries'

const ACK_AFTER_MS = 400

function subscribeToVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

export interface Reading {
  /** The pointer as it was when reading stopped: the line of what is new comes after it. */
  readUpTo: Id | null | undefined
  markRead: () => void
}

/**
 * Moves my read pointer while the last message is on the screen, and remembers where it was before,
 * so that the line of what is new stays in place while I read.
 */
export function useReading(channelId: Id, window: MessageWindow | undefined, atBottom: boolean): Reading {
  const client = useQueryClient()
  const states = useReadStates()
  const visible = useSyncExternalStore(subscribeToVisibility, () => !document.hidden)
  const pointer = states?.[channelId] ?? null
  const known = states !== undefined
  const [readUpTo, setReadUpTo] = useState<Id | null>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const last = window?.messages.at(-1)?.id
  const reading = known && visible && atBottom && window?.reachesPresent === true

  // Taken when the pointer becomes known, and each time reading stops: what comes next is new.
  if (known && readUpTo === undefined) setReadUpTo(pointer)
  else if (known && !reading && isNewer(pointer, readUpTo)) setReadUpTo(pointer)

  const markRead = useCallback(() => {
    if (!last || !isNewer(last, pointer)) return
    apply(client, { name: 'BEEP_READ_STATE', data: { channel_id: channelId, last_read_message_id: last } })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void ackMessage(channelId, last).catch(() => undefined), ACK_AFTER_MS)
  }, [client, channelId, last, pointer])

  useEffect(() => {
    if (reading && readUpTo !== undefined) markRead()
  }, [reading, readUpTo, markRead])

  const forgetLine = useCallback(() => {
    setReadUpTo(last ?? null)
    markRead()
  }, [last, markRead])

  return { readUpTo, markRead: forgetLine }
}
