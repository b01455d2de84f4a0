/** How the list of members is divided: hoisted roles from the highest, then who is online, then the others. */
import type { Presence } from '@/api/people-types'
import type { Id, Member, Role } from '@/api/types'
import { nameOf } from '@/live/names'

export type GroupKind = 'role' | 'online' | 'offline' | 'everybody'

export interface Group {
  key: string
  kind: GroupKind
  role?: Role
  members: Member[]
}

export type Row = { kind: 'group'; group: Group } | { kind: 'member'; member: Member; group: Group }

/** By name, bots after people: the order inside every group. */
export function sortMembers(members: readonly Member[], locale: string): Member[] {
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true })
  return [...members].sort(
    (a, b) =>
      Number(a.user.bot ?? false) - Number(b.user.bot ?? false) ||
      collator.compare(nameOf(a.user, a), nameOf(b.user, b)),
  )
}

/** Members whose name or user name holds the words looked for. */
export function matching(members: readonly Member[], words: string): readonly Member[] {
  const wanted = plain(words)
  if (!wanted) return members
  return members.filter((one) =>
    [one.nick, one.user.global_name, one.user.username].some((name) => name && plain(name).includes(wanted)),
  )
}

function plain(text: string): string {
  return text.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Divide members that are in order; until it is known who is there, they stay together. */
export function grouped(
  members: readonly Member[],
  roles: readonly Role[],
  presences: Readonly<Record<Id, Presence>> | undefined,
): Group[] {
  if (!presences) return members.length > 0 ? [{ key: 'all', kind: 'everybody', members: [...members] }] : []
  const hoisted = roles.filter((role) => role.hoist)
  const groups: Group[] = [
    ...hoisted.map((role): Group => ({ key: role.id, kind: 'role', role, members: [] })),
    { key: 'online', kind: 'online', members: [] },
    { key: 'offline', kind: 'offline', members: [] },
  ]
  const online = groups.at(-2)
  const offline = groups.at(-1)
  for (const member of members) {
    const at = hoisted.findIndex((role) => member.roles.includes(role.id))
    const group = presences[member.user.id] ? (at < 0 ? online : groups[at]) : offline
    group?.members.push(member)
  }
  return groups.filter((group) => group.members.length > 0)
}

/** Groups as the rows of one list. */
export function rowsOf(groups: readonly Group[]): Row[] {
  return groups.flatMap((group): Row[] => [
    { kind: 'group', group },
    ...group.members.map((member): Row => ({ kind: 'member', member, group })),
  ])
}

/** The role whose colour a member's name has: the highest that has one. */
export function colorOf(member: Member, roles: readonly Role[]): number {
  return roles.find((role) => role.color !== 0 && member.roles.includes(role.id))?.color ?? 0
}
