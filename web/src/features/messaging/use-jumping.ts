import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'

import type { MessageWindow } from '@/api/cache'
import { complain } from '@/api/complain'
import { keys } from '@/api/keys'
import type { Id } from '@/api/types'
import { jumpTo, jumpToPresent } from '@/live/history'
import { toast } from '@/ui/toasts'

import { highlight } from './attention'

const HIGHLIGHT_MS = 2400

interface View {
  /** A jump starts the list again, at the place jumped to. */
  generation: number
  startAt?: Id
}

export interface Jumping extends View {
  /** To a message; to the present without one. */
  jump: (messageId: Id | undefined) => Promise<void>
  jumpToTime: (place: Id) => Promise<void>
  /** Where one was before the last jump, unless that was the present. */
  back: Id | undefined
  goBack: () => void
  forgetBack: () => void
  onSee: (messageId: Id | undefined) => void
}

/** Going to messages, in memory or not, and back. */
export function useJumping(channelId: Id): Jumping {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [view, setView] = useState<View>({ generation: 0 })
  const [back, setBack] = useState<Id>()
  const seen = useRef<Id>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const land = useCallback((messageId: Id | undefined) => {
    setView((old) => ({ generation: old.generation + 1, startAt: messageId }))
    highlight(messageId)
    clearTimeout(timer.current)
    if (messageId) timer.current = setTimeout(() => highlight(undefined), HIGHLIGHT_MS)
  }, [])

  const go = useCallback(
    async (place: Id | undefined, exactly: boolean, from: Id | undefined) => {
      try {
        if (!place) {
          await jumpToPresent(client, channelId)
          setBack(undefined)
          land(undefined)
          return
        }
        const window = client.getQueryData<MessageWindow>(keys.messages(channelId))
        const here = window?.messages.some((message) => message.id === place)
        const landing = here ? place : await jumpTo(client, channelId, place, exactly)
        if (!landing) return toast(t`This message is not here any more, or not for you to see.`)
        setBack(from)
        land(landing)
      } catch (error) {
        void complain(i18n, error)
      }
    },
    [client, channelId, land, t, i18n],
  )
  const jump = useCallback((messageId: Id | undefined) => go(messageId, true, seen.current), [go])
  const jumpToTime = useCallback((place: Id) => go(place, false, seen.current), [go])
  const goBack = useCallback(() => void go(back, true, undefined), [go, back])
  const forgetBack = useCallback(() => setBack(undefined), [])
  const onSee = useCallback((messageId: Id | undefined) => void (seen.current = messageId), [])
  return { ...view, jump, jumpToTime, back, goBack, forgetBack, onSee }
}
