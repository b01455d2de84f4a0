/** What somebody may do: bits, how roles and exceptions of a channel combine, and who stands above whom. */
export const PERMISSIONS = {
  createInvite: 1n << 0n,
  kickMembers: 1n << 1n,
  banMembers: 1n << 2n,
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageServer: 1n << 5n,
  addReactions: 1n << 6n,
  viewAuditLog: 1n << 7n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  useExternalEmojis: 1n << 18n,
  connect: 1n << 20n,
  speak: 1n << 21n,
  changeNickname: 1n << 26n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  manageWebhooks: 1n << 29n,
  manageExpressions: 1n << 30n,
  useApplicationCommands: 1n << 31n,
  manageThreads: 1n << 34n,
  createPublicThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  sendMessagesInThreads: 1n << 38n,
  moderateMembers: 1n << 40n,
  createExpressions: 1n << 43n,
  pinMessages: 1n << 51n,
  bypassSlowMode: 1n << 52n,
} as const

/** Rights that can undo a community, or give somebody all the others. */
export const DANGEROUS =
  PERMISSIONS.administrator |
  PERMISSIONS.manageServer |
  PERMISSIONS.manageRoles |
  PERMISSIONS.manageChannels |
  PERMISSIONS.banMembers |
  PERMISSIONS.manageWebhooks |
  PERMISSIONS.mentionEveryone

export type Permission = keyof typeof PERMISSIONS

export interface RoleLike {
  id: string
  permissions: string
  position?: number
}

export interface ServerLike {
  id: string
  owner_id: string
  roles: readonly RoleLike[]
  /** An archived server is read by its members and changed by nobody. */
  archived_at?: string | null
}

export interface OverwriteLike {
  id: string
  allow: string
  deny: string
}

interface ChannelLike {
  permission_overwrites: readonly OverwriteLike[]
}

interface MemberLike {
  communication_disabled_until?: string | null
}

const ALL = (1n << 64n) - 1n
/** All that is left to somebody in timeout. */
const IN_TIMEOUT = PERMISSIONS.viewChannel | PERMISSIONS.readMessageHistory
/** All that is left to everybody in an archived server. */
const IN_ARCHIVE = IN_TIMEOUT | PERMISSIONS.viewAuditLog

/** Bits of one member in a server; the owner and administrators may do everything. */
export function permissionsIn(server: ServerLike, userId: string, memberRoles: readonly string[]): bigint {
  if (server.owner_id === userId) return ALL
  let bits = 0n
  for (const role of server.roles) {
    if (role.id === server.id || memberRoles.includes(role.id)) bits |= BigInt(role.permissions)
  }
  return bits & PERMISSIONS.administrator ? ALL : bits
}

/**
 * Apply a channel's exceptions: everyone's, then all the roles' together, then the person's own.
 * A channel one does not see leaves nothing.
 */
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
  return bits & PERMISSIONS.viewChannel ? bits & ~PERMISSIONS.administrator : 0n
}

/** What the moment leaves of somebody's rights: little in timeout, reading in an archived server. */
export function masked(bits: bigint, server: ServerLike, member: MemberLike | undefined, now: Date): bigint {
  if (server.archived_at) return bits & IN_ARCHIVE
  if (bits === ALL) return bits
  return isTimedOut(member, now) ? bits & IN_TIMEOUT : bits
}

export function isTimedOut(member: MemberLike | undefined, now: Date): boolean {
  const until = member?.communication_disabled_until
  return until !== null && until !== undefined && Date.parse(until) > now.getTime()
}

export function can(bits: bigint, permission: Permission): boolean {
  return (bits & PERMISSIONS[permission]) !== 0n
}

/** How high somebody stands: their highest role; the owner above everybody. */
export function rankIn(server: ServerLike, userId: string, memberRoles: readonly string[]): number {
  if (server.owner_id === userId) return Infinity
  const held = server.roles.filter((role) => memberRoles.includes(role.id))
  return Math.max(0, ...held.map((role) => role.position ?? 0))
}
