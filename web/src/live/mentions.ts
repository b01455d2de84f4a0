/** Who a message calls, and the count of unread messages that call me. Pure, and idempotent for what is heard. */
import type { MentionCount } from '@/api/cache'
import type { Id, Message } from '@/api/types'
import { isNewer, newest } from '@/lib/snowflake'

export const NO_MENTIONS: MentionCount = { counted: 0, upTo: null, heard: [] }

export interface Reader {
  id: Id | undefined
  roles: readonly Id[]
  blocked: readonly Id[]
  /** `@everyone` and `@here` do not count for me there. */
  deafToEveryone: boolean
}

type Calling = Pick<Message, 'author' | 'mention_everyone' | 'mentions' | 'mention_roles'>

/** Does it call this person, by name, role or to everyone? One's own words never do, nor those of blocked people. */
export function calls(message: Calling, reader: Reader): boolean {
  if (!reader.id || message.author.id === reader.id || reader.blocked.includes(message.author.id))
    return false
  return (
    (message.mention_everyone && !reader.deafToEveryone) ||
    message.mentions.some((user) => user.id === reader.id) ||
    message.mention_roles.some((role) => reader.roles.includes(role))
  )
}

export function mentionsLeft(count: MentionCount | undefined): number {
  return count ? count.counted + count.heard.length : 0
}

export function withHeard(count: MentionCount = NO_MENTIONS, id: Id): MentionCount {
  if (!isNewer(id, count.upTo) || count.heard.includes(id)) return count
  return { ...count, heard: [...count.heard, id] }
}

export function withoutHeard(count: MentionCount, ids: readonly Id[]): MentionCount {
  const heard = count.heard.filter((id) => !ids.includes(id))
  return heard.length === count.heard.length ? count : { ...count, heard }
}

/** I have read up to here. What the server counted is gone only when nothing it counted is left. */
export function withRead(count: MentionCount = NO_MENTIONS, pointer: Id | null): MentionCount {
  const heard = count.heard.filter((id) => isNewer(id, pointer))
  const counted = isNewer(count.upTo, pointer) ? count.counted : 0
  return { ...count, counted, heard }
}

/** The server has counted, up to a message; what was heard after that is not in its count. */
export function counted(
  left: number,
  pointer: Id | null,
  last: Id | null | undefined,
  heard: readonly Id[] = [],
): MentionCount {
  const upTo = newest(last, pointer)
  return { counted: left, upTo, heard: heard.filter((id) => isNewer(id, upTo)) }
}
