import type { Id, Member, User } from '@/api/types'

/** What every dialog about a member is given. */
export interface ActProps {
  serverId: Id
  user: User
  member: Member | undefined
  onClose: () => void
}
