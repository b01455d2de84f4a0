import { useEffect, useState } from 'react'

import type { MessageWindow } from '@/api/cache'
import type { Channel } from '@/api/types'
import { useMessages } from '@/live/queries'

import { useNames } from './names-context'

/** Seconds until I may write again, from what I wrote last in the channel. */
export function secondsLeft(
  window: Pick<MessageWindow, 'messages'> | undefined,
  myId: string | undefined,
  everyS: number,
  now: number,
): number {
  const mine = window?.messages.findLast((message) => message.author.id === myId)
  if (!mine || everyS <= 0) return 0
  return Math.max(0, Math.ceil((Date.parse(mine.timestamp) + everyS * 1000 - now) / 1000))
}

/** Counts down while the channel is slow and I have just written. */
export function useSlowMode(channel: Channel, exempt: boolean): number {
  const everyS = exempt ? 0 : (channel.rate_limit_per_user ?? 0)
  const window = useMessages(channel.id).data
  const myId = useNames().myId
  const [now, setNow] = useState(() => Date.now())
  const left = secondsLeft(window, myId, everyS, now)
  useEffect(() => {
    if (everyS === 0) return
    const tick = () => setNow(Date.now())
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [everyS, window])
  return left
}
