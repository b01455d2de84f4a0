/** How messages become rows: grouped by author, separated by day, with a line before what is new. */
import type { Id, Message } from '@/api/types'
import { isNewer } from '@/lib/snowflake'
import { sameDay } from '@/lib/time'

import type { Outgoing } from './outgoing'

export const MAX_LENGTH = 2000
const GROUP_MS = 7 * 60_000

export interface MessageRowData {
  kind: 'message'
  key: string
  message: Message
  /** The first of a group shows the author. */
  startsGroup: boolean
  /** The first of a day says which. */
  day: Date | undefined
  /** Everything from here on is new. */
  firstUnread: boolean
}

export interface PendingRowData {
  kind: 'pending'
  key: string
  item: Outgoing
  startsGroup: boolean
}

export type RowData = { kind: 'intro'; key: 'intro' } | MessageRowData | PendingRowData

export function startsGroup(message: Message, previous: Message | undefined): boolean {
  if (!previous || previous.author.id !== message.author.id) return true
  if (message.message_reference || message.type !== previous.type) return true
  const before = new Date(previous.timestamp)
  const now = new Date(message.timestamp)
  return now.getTime() - before.getTime() > GROUP_MS || !sameDay(before, now)
}

interface RowsInput {
  messages: readonly Message[]
  reachesStart: boolean
  reachesPresent: boolean
  pending: readonly Outgoing[]
  /** What was read when the channel was opened; nothing is marked without it. */
  readUpTo: Id | null | undefined
  myId: Id | undefined
  /** Marked unread on purpose: what I wrote since does not take the line away. */
  kept?: boolean
}

type Unread = Pick<RowsInput, 'messages' | 'readUpTo' | 'myId' | 'kept'>

export function firstUnread({ messages, readUpTo, myId, kept }: Unread) {
  if (!readUpTo) return undefined
  const unread = messages.filter((message) => isNewer(message.id, readUpTo))
  // Who answers has read.
  return !kept && unread.some((message) => message.author.id === myId) ? undefined : unread[0]
}

export function toRows(input: RowsInput): RowData[] {
  const { messages, reachesStart, reachesPresent, pending, myId } = input
  const rows: RowData[] = reachesStart ? [{ kind: 'intro', key: 'intro' }] : []
  const line = firstUnread(input)?.id
  messages.forEach((message, index) => {
    const previous = messages[index - 1]
    const date = new Date(message.timestamp)
    const newDay = !previous || !sameDay(new Date(previous.timestamp), date)
    rows.push({
      kind: 'message',
      key: message.nonce ? `n${message.nonce}` : message.id,
      message,
      startsGroup: startsGroup(message, previous) || message.id === line,
      day: newDay ? date : undefined,
      firstUnread: message.id === line,
    })
  })
  if (!reachesPresent) return rows
  const last = messages.at(-1)
  const arrived = new Set(messages.map((message) => String(message.nonce ?? '')))
  const waiting = pending.filter((item) => !arrived.has(item.nonce))
  waiting.forEach((item, index) => {
    const follows = last?.author.id === myId && Date.now() - Date.parse(last?.timestamp ?? '') < GROUP_MS
    rows.push({ kind: 'pending', key: `n${item.nonce}`, item, startsGroup: index === 0 && !follows })
  })
  return rows
}
