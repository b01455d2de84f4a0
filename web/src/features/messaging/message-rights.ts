/** What I may do with one message. */
import { MESSAGE_FLAGS, MESSAGE_KINDS, type Id, type Message } from '@/api/types'

import type { Rights } from './conversation'

export interface MessageRights {
  edit: boolean
  remove: boolean
  reply: boolean
  react: boolean
  pin: boolean
  thread: boolean
  removePreviews: boolean
}

const WORDS: ReadonlySet<number> = new Set([MESSAGE_KINDS.plain, MESSAGE_KINDS.reply])
const TOLD: ReadonlySet<number> = new Set([
  MESSAGE_KINDS.pinned,
  MESSAGE_KINDS.joined,
  MESSAGE_KINDS.threadCreated,
  MESSAGE_KINDS.threadStarter,
])

/** Written by somebody, and not told by Beep itself. */
export function isWritten(message: Message): boolean {
  // Kinds nobody knows yet are shown as what they say.
  return WORDS.has(message.type) || (!TOLD.has(message.type) && message.content !== '')
}

export function rightsOver(message: Message, rights: Rights, myId: Id | undefined): MessageRights {
  const mine = message.author.id === myId
  const written = isWritten(message)
  return {
    edit: mine && written,
    remove: mine || rights.manage,
    reply: rights.send && written,
    react: rights.react,
    pin: rights.pin && written,
    thread: rights.startThread && written && !message.thread,
    removePreviews:
      (mine || rights.manage) &&
      (message.embeds?.length ?? 0) > 0 &&
      (message.flags & MESSAGE_FLAGS.suppressEmbeds) === 0,
  }
}
