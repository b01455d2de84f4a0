/** What somebody may do: bits, and how roles and exceptions of a channel combine. */
export const PERMISSIONS = {
  createInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageServer: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  manageRoles: 1n << 28n,
} as const

export type Permission = keyof typeof PERMISSIONS

interface RoleLike {
  id: string
  permissions: string
}

interface ServerLike {
  id: string
  owner_id: string
  roles: readonly RoleLike[]
}

interface OverwriteLike {
  id: string
  allow: string
  deny: string
}

interface ChannelLike {
  permission_overwrites: readonly OverwriteLike[]
}

const ALL = (1n << 64n) - 1n

/** Bits of one member in a server; the owner and administrators may do everything. */
export function permissionsIn(server: ServerLike, userId: string, memberRoles: readonly string[]): bigint {
  if (server.owner_id === userId) return ALL
  let bits = 0n
  for (const role of server.roles) {
    if (role.id === server.id || memberRoles.includes(role.id)) bits |= BigInt(role.permissions)
  }
  return bits & PERMISSIONS.administrator ? ALL : bits
}

/** Apply a channel's exceptions: everyone's, then all the roles' together, then the person's own. */
export function permissionsInChannel(
  base: bigint,
  channel: ChannelLike,
  serverId: string,
  userId: string,
  memberRoles: readonly string[],
): bigint {
  if (base === ALL) return ALL
  let bits = base
  const exceptions = channel.permission_overwrites
  const apply = (list: readonly OverwriteLike[]) => {
    const deny = list.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = list.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    bits = (bits & ~deny) | allow
  }
  apply(exceptions.filter((one) => one.id === serverId))
  apply(exceptions.filter((one) => one.id !== serverId && memberRoles.includes(one.id)))
  apply(exceptions.filter((one) => one.id === userId))
  return bits
}

export function can(bits: bigint, permission: Permission): boolean {
  return (bits & PERMISSIONS[permission]) !== 0n
}
