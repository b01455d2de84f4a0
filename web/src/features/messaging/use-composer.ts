import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type RefObject,
} from 'react'

import { startTyping } from '@/api/calls/start-typing'
import type { Id } from '@/api/types'
import { codePoints } from '@/lib/text'

import { stopReply, useAttention } from './attention'
import { loadDraft, saveDraft } from './drafts'
import { encodeMentions } from './mentions'
import { useNames } from './names-context'
import { MAX_LENGTH } from './rules'
import { NOTHING_ATTACHED, type Attached } from './slots'
import { useOutgoing } from './outgoing'
import { outbox } from './use-outbox'
import { takeWords, withWords } from './writing'

const TYPING_EVERY_MS = 8000

export interface ComposerState {
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  /** What would be sent. */
  content: string
  /** Characters left of the 2000. */
  left: number
  /** There is something to send, it is not too long, and its files have arrived. */
  mayLeave: boolean
  attach: (attached: Attached) => void
  /** Messages that left from here. */
  sent: number
  write: (text: string, caret?: number) => void
  send: () => void
}

/** The text being written: kept as a draft, measured, sent. */
export function useComposer(channelId: Id): ComposerState {
  const field = useRef<HTMLTextAreaElement>(null)
  const names = useNames()
  const [text, setText] = useState(() => loadDraft(channelId))
  const [attached, attach] = useState(NOTHING_ATTACHED)
  const [sent, setSent] = useState(0)
  const atWork = useOutgoing((state) => state.atWork)
  /** Sent before anybody was there to take it: it stays in the field until then. */
  const inHaste = useRef(false)
  const caret = useRef<number>(undefined)
  const tellTyping = useTypingSignal(channelId)
  const content = encodeMentions(text, names.mentionable).trim()
  const left = MAX_LENGTH - codePoints(content)

  useEffect(() => {
    const timer = setTimeout(() => saveDraft(channelId, text), 250)
    const now = () => saveDraft(channelId, text)
    window.addEventListener('pagehide', now)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', now)
      now()
    }
  }, [channelId, text])

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
    if (caret.current !== undefined) element.setSelectionRange(caret.current, caret.current)
    caret.current = undefined
  }, [text])

  const write = useCallback(
    (next: string, at?: number) => {
      caret.current = at
      setText(next)
      if (next.trim()) tellTyping()
    },
    [tellTyping],
  )

  const take = useEffectEvent((words: string) => {
    const next = withWords(text, words, field.current?.selectionStart ?? text.length)
    write(next.text, next.caret)
    field.current?.focus()
  })
  useEffect(() => takeWords(channelId, (words) => take(words)), [channelId])

  const { attachments, busy } = attached
  const mayLeave = (content !== '' || attachments.length > 0) && left >= 0 && !busy

  const send = () => {
    if (!mayLeave) return
    if (!atWork) {
      inHaste.current = true
      return
    }
    outbox()?.add({ channelId, content, attachments, replyTo: replyIn(channelId) })
    setSent((count) => count + 1)
    attach(NOTHING_ATTACHED)
    if (replyIn(channelId)) stopReply()
    setText('')
    saveDraft(channelId, '')
    tellTyping.reset()
    field.current?.focus()
  }
  const sendAtLast = useEffectEvent(send)
  useEffect(() => {
    if (!atWork || !inHaste.current) return
    inHaste.current = false
    sendAtLast()
  }, [atWork])
  return { field, text, content, left, mayLeave, write, send, attach, sent }
}

function replyIn(channelId: Id): Id | undefined {
  const { replyTo } = useAttention.getState()
  return replyTo?.channel_id === channelId ? replyTo.id : undefined
}

/** Tell the others now and then, not at every key. */
function useTypingSignal(channelId: Id) {
  const [signal] = useState(() => {
    let last = 0
    const tell = () => {
      if (Date.now() - last < TYPING_EVERY_MS) return
      last = Date.now()
      void startTyping(channelId).catch(() => undefined)
    }
    return Object.assign(tell, { reset: () => void (last = 0) })
  })
  return signal
}
