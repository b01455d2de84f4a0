import { i18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { createContext, useContext, useMemo } from 'react'

import type { Channel, Id, Member, Role, ServerEmoji, User } from '@/api/types'
import type { Inline } from '@/lib/markdown'
import { nameOf } from '@/live/names'
import type { Reader } from '@/live/mentions'
import { useBlocks } from '@/live/people'
import { useNotifications } from '@/live/preferences'
import { useChannels, useMe, useMemberMap, useServer } from '@/live/queries'

import { mentionable, type Mentionable } from './mentions'

/** Everything a message may point at, by id. */
export interface Names {
  serverId: Id
  members: ReadonlyMap<Id, Member>
  channels: ReadonlyMap<Id, Channel>
  roles: ReadonlyMap<Id, Role>
  myId: Id | undefined
  myRoles: readonly Id[]
  blocked: ReadonlySet<Id>
  /** What can be written as a mention. */
  mentionable: Mentionable
  /** Who I am, for what calls me. */
  reader: Reader
}

const NOBODY: Names = {
  serverId: '',
  members: new Map(),
  channels: new Map(),
  roles: new Map(),
  myId: undefined,
  myRoles: [],
  blocked: new Set(),
  mentionable: mentionable({ members: [] }),
  reader: { id: undefined, roles: [], blocked: [], deafToEveryone: false },
}

export const NamesContext = createContext<Names>(NOBODY)
export const useNames = () => useContext(NamesContext)

export function useServerNames(serverId: Id): Names {
  const members = useMemberMap(serverId)
  const channels = useChannels(serverId).data
  const { roles, emojis } = useServer(serverId).data ?? {}
  const myId = useMe()?.id
  const blocked = useBlocks()
  const deafToEveryone = useNotifications(serverId)?.suppress_everyone ?? false
  return useMemo(() => {
    const myRoles = members.get(myId ?? '')?.roles ?? []
    return {
      serverId,
      members,
      channels: new Map((channels ?? []).map((channel) => [channel.id, channel])),
      roles: new Map((roles ?? []).map((role) => [role.id, role])),
      myId,
      myRoles,
      blocked: new Set(blocked),
      mentionable: mentionable({
        members: members.values(),
        roles: (roles ?? []).filter((role) => role.id !== serverId),
        channels,
        emojis: usable(emojis),
      }),
      reader: { id: myId, roles: myRoles, blocked, deafToEveryone },
    }
  }, [serverId, members, channels, roles, emojis, myId, blocked, deafToEveryone])
}

/** Emojis one may write now. */
export function usable(emojis: readonly ServerEmoji[] = []): ServerEmoji[] {
  return emojis.filter((one) => one.available !== false)
}

/** The colour of the highest role that has one, drawn towards the ink so that it can be read. */
export function colourOf(names: Names, userId: Id): string | undefined {
  const roles = names.members.get(userId)?.roles ?? []
  let highest: Role | undefined
  for (const id of roles) {
    const role = names.roles.get(id)
    if (role?.color && (!highest || role.position > highest.position)) highest = role
  }
  return highest && roleColour(highest)
}

export function roleColour(role: Pick<Role, 'color'>): string | undefined {
  if (!role.color) return undefined
  return `color-mix(in oklab, #${role.color.toString(16).padStart(6, '0')} 72%, var(--ink))`
}

export function displayName(names: Names, user: User): string {
  const member = names.members.get(user.id)
  return nameOf(member?.user ?? user, member)
}

/** Words for a mention, where only words can go. */
export function wordsFor(names: Names, mentioned: readonly User[]) {
  return (node: Inline): string => {
    if (node.kind === 'channel') return `#${names.channels.get(node.id)?.name ?? unknown()}`
    if (node.kind === 'role') return `@${names.roles.get(node.id)?.name ?? unknown()}`
    if (node.kind === 'emoji') return `:${node.name}:`
    if (node.kind !== 'user') return ''
    const user = names.members.get(node.id)?.user ?? mentioned.find((one) => one.id === node.id)
    return `@${user ? displayName(names, user) : unknown()}`
  }
}

/** What one may not see has no name here. */
function unknown(): string {
  return i18n._(msg`unknown`)
}
