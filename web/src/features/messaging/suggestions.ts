/** What a name being typed may mean: somebody, a role, everybody, a channel, an emoji. Pure. */
import type { Channel, Emoji, Member, Role } from '@/api/types'
import { fold } from '@/lib/text'
import { nameOf } from '@/live/names'

import { searchEmoji, type EmojiGroup } from './emoji/data'
import { written } from './mentions'
import type { Typed } from './typed'

export type Suggestion = {
  key: string
  insert: string
  /** What is whole already needs no choosing. */ whole: string
} & (
  | { kind: 'member'; member: Member }
  | { kind: 'role'; role: Pick<Role, 'id' | 'name'> & Partial<Role> }
  | { kind: 'everyone'; name: 'everyone' | 'here' }
  | { kind: 'channel'; channel: Pick<Channel, 'id' | 'name'> }
  | { kind: 'emoji'; emoji: Emoji; name: string }
)

export interface SuggestionSources {
  members: Iterable<Member>
  /** Those one may mention. */
  roles: Iterable<Pick<Role, 'id' | 'name'> & Partial<Role>>
  channels: Iterable<Pick<Channel, 'id' | 'name'>>
  /** One may call everybody. */
  everyone: boolean
  emoji: readonly EmojiGroup[]
  custom: readonly Emoji[]
}

const MOST = 8

export function suggestions(typed: Typed, sources: SuggestionSources): Suggestion[] {
  if (typed.sign === '@') return called(typed.text, sources)
  if (typed.sign === '#') return channelsCalled(typed.text, sources)
  return emojiCalled(typed.text, sources)
}

/** 0 begins so, 1 holds it, none does not. */
function rankOf(names: readonly string[], wanted: string): number | undefined {
  const folded = names.map(fold)
  if (folded.some((name) => name.startsWith(wanted))) return 0
  return folded.some((name) => name.includes(wanted)) ? 1 : undefined
}

function called(text: string, { members, roles, everyone }: SuggestionSources): Suggestion[] {
  const wanted = fold(text)
  const people: { suggestion: Suggestion; rank: number; name: string }[] = []
  for (const member of members) {
    const { username } = member.user
    const rank = rankOf([username, nameOf(member.user, member)], wanted)
    if (rank === undefined) continue
    const suggestion = {
      kind: 'member' as const,
      key: member.user.id,
      insert: `@${username} `,
      whole: username,
      member,
    }
    people.push({ suggestion, rank, name: username })
  }
  people.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name))
  const groups: Suggestion[] = []
  for (const role of roles) {
    if (rankOf([role.name], wanted) === undefined) continue
    groups.push({ kind: 'role', key: role.id, insert: `@${role.name} `, whole: role.name, role })
  }
  for (const name of everyone ? (['everyone', 'here'] as const) : []) {
    if (name.startsWith(wanted))
      groups.push({ kind: 'everyone', key: name, insert: `@${name} `, whole: name, name })
  }
  const place = Math.max(MOST - groups.length, MOST / 2)
  return [...people.slice(0, place).map((one) => one.suggestion), ...groups].slice(0, MOST)
}

function channelsCalled(text: string, { channels }: SuggestionSources): Suggestion[] {
  const wanted = fold(text)
  const found: { suggestion: Suggestion; rank: number }[] = []
  for (const channel of channels) {
    const { id, name } = channel
    const rank = rankOf([name], wanted)
    if (rank !== undefined)
      found.push({
        suggestion: { kind: 'channel', key: id, insert: `#${name} `, whole: name, channel },
        rank,
      })
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map((one) => one.suggestion)
}

function emojiCalled(text: string, { emoji, custom }: SuggestionSources): Suggestion[] {
  const wanted = text.toLowerCase()
  const mine = custom
    .filter(({ name }) => name?.toLowerCase().includes(wanted))
    .map((one): Suggestion => {
      const name = one.name ?? ''
      // A name that two of them have says nothing: the other one is written out.
      const first = custom.find((other) => other.name === name) === one
      const insert = first ? `:${name}: ` : `${written(one)} `
      return { kind: 'emoji', key: one.id ?? name, insert, whole: '', emoji: one, name }
    })
  const drawn = searchEmoji(emoji, text, MOST).map(({ character, name }): Suggestion => ({
    kind: 'emoji',
    key: character,
    insert: `${character} `,
    whole: '',
    emoji: { id: null, name: character },
    name,
  }))
  return [...mine, ...drawn].slice(0, MOST)
}
