/** Pure changes to a window of messages. Every one is idempotent: pushes may arrive twice, or before the answer they repeat. */
import { compareIds } from '@/lib/snowflake'
import type { MessageWindow } from '@/api/cache'
import type { Id, Message } from '@/api/types'

/** A window holds at most this many messages once it has been scrolled. */
export const WINDOW_SIZE = 400
const PUSHED_LIMIT = 600

export function windowOf(messages: Message[], reachesStart: boolean, reachesPresent: boolean): MessageWindow {
  return { messages: merged([], messages), reachesStart, reachesPresent }
}

/** Union by id, oldest first; where both have a message, `fresh` wins. */
function merged(old: readonly Message[], fresh: readonly Message[]): Message[] {
  const byId = new Map(old.map((message) => [message.id, message]))
  for (const message of fresh) byId.set(message.id, message)
  return [...byId.values()].sort((a, b) => compareIds(a.id, b.id))
}

export function withCreated(window: MessageWindow, message: Message): MessageWindow {
  if (window.messages.some((one) => one.id === message.id)) return withUpdated(window, message)
  if (!window.reachesPresent) return window
  const last = window.messages.at(-1)
  const inOrder = !last || compareIds(message.id, last.id) > 0
  const messages = inOrder ? [...window.messages, message] : merged(window.messages, [message])
  if (messages.length <= PUSHED_LIMIT) return { ...window, messages }
  return { ...window, messages: messages.slice(-WINDOW_SIZE), reachesStart: false }
}

export function withUpdated(window: MessageWindow, message: Partial<Message> & { id: Id }): MessageWindow {
  const index = window.messages.findIndex((one) => one.id === message.id)
  const old = window.messages[index]
  if (!old || isStale(old, message)) return window
  const messages = window.messages.slice()
  messages[index] = { ...old, ...message }
  return { ...window, messages }
}

/** An edit that is older than what we have (its push came late) changes nothing. */
function isStale(old: Message, fresh: Partial<Message>): boolean {
  if (!old.edited_timestamp || fresh.edited_timestamp === undefined) return false
  return !fresh.edited_timestamp || Date.parse(fresh.edited_timestamp) < Date.parse(old.edited_timestamp)
}

/** Add a page that ends right before the window. */
export function withOlder(window: MessageWindow, page: Message[], reachesStart: boolean): MessageWindow {
  return { ...window, messages: merged(page, window.messages), reachesStart }
}

/** Add a page that starts right after the window. */
export function withNewer(window: MessageWindow, page: Message[], reachesPresent: boolean): MessageWindow {
  return { ...window, messages: merged(window.messages, page), reachesPresent }
}

/** Let go of the newest messages of a window that has grown too long. */
export function withoutNewest(window: MessageWindow): MessageWindow {
  if (window.messages.length <= WINDOW_SIZE) return window
  return { ...window, messages: window.messages.slice(0, WINDOW_SIZE), reachesPresent: false }
}

/** Let go of the oldest messages of a window that has grown too long. */
export function withoutOldest(window: MessageWindow): MessageWindow {
  if (window.messages.length <= WINDOW_SIZE) return window
  return { ...window, messages: window.messages.slice(-WINDOW_SIZE), reachesStart: false }
}

export function withoutMany(window: MessageWindow, ids: readonly Id[]): MessageWindow {
  const gone = new Set(ids)
  if (!window.messages.some((one) => gone.has(one.id))) return window
  return { ...window, messages: window.messages.filter((one) => !gone.has(one.id)) }
}

/** Change one message, whatever it is; nothing happens when it is not here. */
export function withChanged(
  window: MessageWindow,
  id: Id,
  change: (message: Message) => Message,
): MessageWindow {
  const index = window.messages.findIndex((one) => one.id === id)
  const old = window.messages[index]
  if (!old) return window
  const changed = change(old)
  if (changed === old) return window
  const messages = window.messages.slice()
  messages[index] = changed
  return { ...window, messages }
}
