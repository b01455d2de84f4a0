import { useState } from 'react'

import type { MessageWindow } from '@/api/cache'
import { plainText } from '@/lib/markdown'
import { isNewer } from '@/lib/snowflake'

import { displayName, useNames, wordsFor } from './names-context'

/** Speaks messages that arrive in the open channel, one sentence each, without taking the focus. */
export function Announcer({ window }: { window: MessageWindow }) {
  const names = useNames()
  const last = window.reachesPresent ? window.messages.at(-1) : undefined
  const [heard] = useState(last?.id)
  const isNews =
    last !== undefined &&
    isNewer(last.id, heard) &&
    last.author.id !== names.myId &&
    !names.blocked.has(last.author.id)
  const words = isNews
    ? `${displayName(names, last.author)}: ${plainText(last.content, wordsFor(names, last.mentions))}`
    : ''
  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  )
}
