/** Private and read-only channels, as the exceptions they are. */
import { PERMISSIONS } from './permissions'

interface Exception {
  id: string
  type: number
  allow: string
  deny: string
}

export interface ChannelAccess {
  isPrivate: boolean
  isReadOnly: boolean
  /** The roles that see a private channel. */
  roleIds: string[]
}

const SEE = PERMISSIONS.viewChannel
const SEND = PERMISSIONS.sendMessages

const has = (bits: string | undefined, bit: bigint) => (BigInt(bits ?? '0') & bit) !== 0n
const withBit = (bits: string, bit: bigint, isOn: boolean) =>
  String(isOn ? BigInt(bits) | bit : BigInt(bits) & ~bit)

export function accessOf(exceptions: readonly Exception[], serverId: string): ChannelAccess {
  const everyone = exceptions.find((one) => one.id === serverId)
  return {
    isPrivate: has(everyone?.deny, SEE),
    isReadOnly: has(everyone?.deny, SEND),
    roleIds: exceptions.filter((one) => one.type === 0 && has(one.allow, SEE)).map((one) => one.id),
  }
}

/** The exceptions of a channel with this access; what they say of other rights stays as it is. */
export function withAccess(
  exceptions: readonly Exception[],
  serverId: string,
  access: ChannelAccess,
  ownId?: string,
): Exception[] {
  const found = new Map(exceptions.map((one) => [one.id, one]))
  const change = (id: string, type: number, kind: 'allow' | 'deny', bit: bigint, isOn: boolean) => {
    const old = found.get(id) ?? { id, type, allow: '0', deny: '0' }
    const other = kind === 'allow' ? 'deny' : 'allow'
    const cleared = isOn ? withBit(old[other], bit, false) : old[other]
    found.set(id, { ...old, [kind]: withBit(old[kind], bit, isOn), [other]: cleared })
  }
  change(serverId, 0, 'deny', SEE, access.isPrivate)
  change(serverId, 0, 'deny', SEND, access.isReadOnly)
  const chosen = access.isPrivate ? access.roleIds : []
  for (const one of exceptions)
    if (one.type === 0 && one.id !== serverId && !chosen.includes(one.id))
      change(one.id, 0, 'allow', SEE, false)
  for (const id of chosen) change(id, 0, 'allow', SEE, true)
  if (access.isPrivate && ownId) change(ownId, 1, 'allow', SEE, true)
  return [...found.values()].filter((one) => one.allow !== '0' || one.deny !== '0')
}
