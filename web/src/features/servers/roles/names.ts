import type { Role } from '@/api/types'

/** The default role goes by the word of the page; the wire calls it `@everyone`. */
export function roleTitle(role: Role, serverId: string, everyone: string): string {
  return role.id === serverId ? everyone : role.name
}
