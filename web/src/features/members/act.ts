import { useQueryClient } from '@tanstack/react-query'

import type { Id, Member, User } from '@/api/types'
import { apply } from '@/live/apply'

/** What every dialog about a member is given. */
export interface ActProps {
  serverId: Id
  user: User
  member: Member | undefined
  onClose: () => void
}

/** What an act has changed shows at once, before its push. */
export function useMemberCache({ serverId, user }: ActProps) {
  const client = useQueryClient()
  return {
    gone: () => apply(client, { name: 'GUILD_MEMBER_REMOVE', data: { guild_id: serverId, user } }),
    changed: (fresh: Member) =>
      apply(client, { name: 'GUILD_MEMBER_UPDATE', data: { ...fresh, guild_id: serverId } }),
  }
}
