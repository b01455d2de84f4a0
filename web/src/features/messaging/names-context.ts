import { createContext, useContext, useMemo } from 'react'

import type { Channel, Id, Member, Role, User } from '@/api/types'
import type { Inline } from '@/lib/markdown'
import { nameOf } from '@/live/names'
import { useChannels, useMe, useMemberMap, useServer } from '@/live/queries'

/** Everything a message may point at, by id. */
export interface Names {
  serverId: Id
  members: ReadonlyMap<Id, Member>
  channels: ReadonlyMap<Id, Channel>
  roles: ReadonlyMap<Id, Role>
  myId: Id | undefined
  myRoles: readonly Id[]
}

const NOBODY: Names = {
  serverId: '',
  members: new Map(),
  channels: new Map(),
  roles: new Map(),
  myId: undefined,
  myRoles: [],
}

export const NamesContext = createContext<Names>(NOBODY)
export const useNames = () => useContext(NamesContext)

export function useServerNames(serverId: Id): Names {
  const members = useMemberMap(serverId)
  const channels = useChannels(serverId).data
  const roles = useServer(serverId).data?.roles
  const myId = useMe()?.id
  return useMemo(
    () => ({
      serverId,
      members,
      channels: new Map((channels ?? []).map((channel) => [channel.id, channel])),
      roles: new Map((roles ?? []).map((role) => [role.id, role])),
      myId,
      myRoles: members.get(myId ?? '')?.roles ?? [],
    }),
    [serverId, members, channels, roles, myId],
  )
}

export function displayName(names: Names, user: User): string {
  const member = names.members.get(user.id)
  return nameOf(member?.user ?? user, member)
}

/** Words for a mention, where only words can go. */
export function wordsFor(names: Names, mentioned: readonly User[]) {
  return (node: Inline): string => {
    if (node.kind === 'channel') return `#${names.channels.get(node.id)?.name ?? '…'}`
    if (node.kind === 'role') return `@${names.roles.get(node.id)?.name ?? '…'}`
    if (node.kind !== 'user') return ''
    const user = names.members.get(node.id)?.user ?? mentioned.find((one) => one.id === node.id)
    return `@${user ? displayName(names, user) : '…'}`
  }
}
