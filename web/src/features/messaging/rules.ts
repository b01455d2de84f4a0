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

/** Messages of people I blocked, one after the other, until I want to see them. */
export interface BlockedRowData {
  kind: 'blocked'
  key: string
  messages: Message[]
  day: Date | undefined
  firstUnread: boolean
}

export interface PendingRowData {
  kind: 'pending'
  key: string
  item: Outgoing
  startsGroup: boolean
}

export type RowData = { kind: 'intro'; key: 'intro' } | MessageRowData | BlockedRowData | PendingRowData

/** The first message a row shows. */
export function firstOf(row: RowData | undefined): Message | undefined {
  return row?.kind === 'blocked' ? row.messages[0] : row?.kind === 'message' ? row.message : undefined
}

export function holds(row: RowData, messageId: Id): boolean {
  return row.kind === 'blocked'
    ? row.messages.some((one) => one.id === messageId)
    : firstOf(row)?.id === messageId
}

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
  /** Authors whose messages are folded, but for those shown on purpose. */
  blocked?: ReadonlySet<Id>
  unfolded?: ReadonlySet<Id>
}

const NONE: ReadonlySet<Id> = new Set()

type Unread = Pick<RowsInput, 'messages' | 'readUpTo' | 'myId' | 'kept'>

export function firstUnread({ messages, readUpTo, myId, kept }: Unread) {
  if (!readUpTo) return undefined
  const unread = messages.filter((message) => isNewer(message.id, readUpTo))
  // Who answers has read.
  return !kept && unread.some((message) => message.author.id === myId) ? undefined : unread[0]
}

export function toRows(input: RowsInput): RowData[] {
  const { messages, reachesStart, reachesPresent, pending, myId, blocked = NONE, unfolded = NONE } = input
  const rows: RowData[] = reachesStart ? [{ kind: 'intro', key: 'intro' }] : []
  const line = firstUnread(input)?.id
  messages.forEach((message, index) => {
    const previous = messages[index - 1]
    const date = new Date(message.timestamp)
    const newDay = !previous || !sameDay(new Date(previous.timestamp), date)
    const key = message.nonce ? `n${message.nonce}` : message.id
    const day = newDay ? date : undefined
    const firstUnread = message.id === line
    if (blocked.has(message.author.id) && !unfolded.has(message.id)) {
      const run = rows.at(-1)
      // A day or the line of what is new comes between.
      if (run?.kind === 'blocked' && !newDay && !firstUnread) run.messages.push(message)
      else rows.push({ kind: 'blocked', key, messages: [message], day, firstUnread })
      return
    }
    const starts = startsGroup(message, previous) || firstUnread || rows.at(-1)?.kind === 'blocked'
    rows.push({ kind: 'message', key, message, startsGroup: starts, day, firstUnread })
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
