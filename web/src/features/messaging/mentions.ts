/** Mentions are written `@name` and travel as `<@id>`. */
import type { Id, Member, User } from '@/api/types'
import { nameOf } from '@/live/names'
import { fold } from '@/lib/text'

/** Code is left alone; everywhere else `@name` of a known member becomes their id. */
export function encodeMentions(text: string, members: Iterable<Member>): string {
  const ids = new Map<string, Id>()
  for (const { user } of members) ids.set(user.username.toLowerCase(), user.id)
  return text
    .split(/(```[^]*?```|`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : encodePart(part, ids)))
    .join('')
}

function encodePart(text: string, ids: ReadonlyMap<string, Id>): string {
  return text.replace(
    /(^|[\s([{«"'])@([\p{L}\p{N}_.-]+)/gu,
    (whole: string, before: string, typed: string) => {
      // "@ana." is ana at the end of a sentence, unless somebody is called "ana.".
      for (let name = typed; name; name = name.slice(0, -1)) {
        const id = ids.get(name.toLowerCase())
        if (id) return `${before}<@${id}>${typed.slice(name.length)}`
        if (!/[.\-_]$/.test(name)) break
      }
      return whole
    },
  )
}

/** Back to `@name`, to edit. */
export function decodeMentions(text: string, people: ReadonlyMap<Id, Pick<User, 'username'>>): string {
  return text.replace(/<@!?(\d+)>/g, (whole: string, id: Id) => {
    const user = people.get(id)
    return user ? `@${user.username}` : whole
  })
}

export interface Query {
  /** Where the `@` is. */
  start: number
  text: string
}

/** The `@na` being typed right before the caret. */
export function mentionAt(text: string, caret: number): Query | undefined {
  const match = /(?:^|\s)@([\p{L}\p{N}_.-]{0,32})$/u.exec(text.slice(0, caret))
  return match ? { start: caret - (match[1]?.length ?? 0) - 1, text: match[1] ?? '' } : undefined
}

export function matching(members: Iterable<Member>, typed: string, limit = 6): Member[] {
  const wanted = fold(typed)
  const found: { member: Member; rank: number }[] = []
  for (const member of members) {
    const names = [member.user.username, nameOf(member.user, member)].map(fold)
    const starts = names.some((name) => name.startsWith(wanted))
    if (starts || names.some((name) => name.includes(wanted))) found.push({ member, rank: starts ? 0 : 1 })
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.member.user.username.localeCompare(b.member.user.username))
    .slice(0, limit)
    .map(({ member }) => member)
}
