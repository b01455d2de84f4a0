/** What the screens of administration read: the registry of permissions, roles by rank, how high one stands. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

import { listPermissions } from '@/api/calls/list-permissions'
import { keys } from '@/api/keys'
import type { Channel, Id, Member, PermissionInfo, Role, Server } from '@/api/types'
import { can, rankIn } from '@/lib/permissions'
import { compareIds } from '@/lib/snowflake'

import { channelsOf, useMe, useMemberMap, useOwnPermissions, useServer } from './queries'

/** Every permission there is. It changes with the version of the server only. */
export function useRegistry() {
  return useQuery<PermissionInfo[]>({
    queryKey: keys.permissions,
    queryFn: listPermissions,
    staleTime: Infinity,
  })
}

/** Roles from the highest to the lowest, the default one last; of two in one position the older is higher. */
export function byRank(roles: readonly Role[]): Role[] {
  return [...roles].sort((a, b) => b.position - a.position || compareIds(a.id, b.id))
}

/** The roles people see: the owner's own role is shown as a crown instead. */
export function useRoles(serverId: Id): Role[] {
  const roles = useServer(serverId).data?.roles
  return useMemo(() => byRank(roles ?? []).filter((role) => !role.managed), [roles])
}

/** How I stand in a server, and whom and what I stand above. */
export interface Standing {
  permissions: bigint
  isOwner: boolean
  rank: number
  /** Whether I may change a role, give it or take it: I manage roles, and it is below my highest. */
  reaches: (role: Role) => boolean
  /** Whether I stand above a member; never above myself. */
  outranks: (member: Member) => boolean
}

export function useStanding(serverId: Id): Standing {
  const me = useMe()
  const server = useServer(serverId).data
  const roles = useMemberMap(serverId).get(me?.id ?? '')?.roles
  const permissions = useOwnPermissions(serverId)
  return useMemo(() => standingOf(server, me?.id, roles ?? [], permissions), [server, me, roles, permissions])
}

function standingOf(
  server: Server | undefined,
  userId: Id | undefined,
  roles: readonly Id[],
  permissions: bigint,
): Standing {
  const rank = server && userId ? rankIn(server, userId, roles) : 0
  return {
    permissions,
    isOwner: server !== undefined && server.owner_id === userId,
    rank,
    reaches: (role) => can(permissions, 'manageRoles') && !role.managed && role.position < rank,
    outranks: (member) =>
      server !== undefined &&
      member.user.id !== userId &&
      rankIn(server, member.user.id, member.roles) < rank,
  }
}

/** One channel of any type, categories included. */
export function useChannel(serverId: Id, channelId: Id): Channel | undefined {
  const { data } = useQuery(channelsOf(useQueryClient(), serverId))
  return data?.find((channel) => channel.id === channelId)
}
