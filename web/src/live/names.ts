import type { Member, User } from '@/api/types'

/** How somebody is called: here, then everywhere, then as they sign in. */
export function nameOf(user: User, member?: Member): string {
  return member?.nick ?? user.global_name ?? user.username
}
