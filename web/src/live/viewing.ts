/**
 * Looking at a server with somebody else's rights. Nothing is asked of the server: the same rules decide
 * here, on a role or a member of one's choice, and everything one would not see or do is put aside.
 */
import { create } from 'zustand'

import { holdActs } from '@/api/client'
import type { Channel, Id, Server } from '@/api/types'
import { can, permissionsIn, permissionsInChannel } from '@/lib/permissions'

export interface Viewing {
  serverId: Id
  /** Whose eyes: shown in the banner. */
  name: string
  roles: readonly Id[]
  /** A member has exceptions of their own; a role is looked at without a person. */
  userId?: Id
}

export const useViewing = create<{ viewing: Viewing | undefined }>(() => ({ viewing: undefined }))

export function viewAs(viewing: Viewing): void {
  useViewing.setState({ viewing })
  holdActs(true)
}

export function stopViewing(): void {
  useViewing.setState({ viewing: undefined })
  holdActs(false)
}

/** How a server is being looked at, if it is with other eyes than mine. */
export function useViewingIn(serverId: Id): Viewing | undefined {
  return useViewing(({ viewing }) => (viewing?.serverId === serverId ? viewing : undefined))
}

/** Rights in a server or one of its channels, for whoever one looks as. */
export function seenRights(viewing: Viewing, server: Server, channel?: Channel): bigint {
  const userId = viewing.userId ?? ''
  const base = permissionsIn(server, userId, viewing.roles)
  return channel ? permissionsInChannel(base, channel, server.id, userId, viewing.roles) : base
}

export function seenChannels(viewing: Viewing, server: Server, channels: Channel[]): Channel[] {
  return channels.filter((channel) => can(seenRights(viewing, server, channel), 'viewChannel'))
}
