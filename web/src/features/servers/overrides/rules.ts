/** Exceptions of a channel as people think of them: private, read-only, allowed here, refused there. */
import type { Channel, Overwrite } from '@/api/types'
import { PERMISSIONS } from '@/lib/permissions'
import type { Tri } from '@/ui/TriState'

export const VIEW = PERMISSIONS.viewChannel
/** Everything with which somebody writes. */
export const WRITE =
  PERMISSIONS.sendMessages |
  PERMISSIONS.sendMessagesInThreads |
  PERMISSIONS.createPublicThreads |
  PERMISSIONS.createPrivateThreads

export const ROLE = 0
export const MEMBER = 1

export function overrideOf(channel: Channel, targetId: string, type: number): Overwrite {
  return (
    channel.permission_overwrites.find((one) => one.id === targetId) ?? {
      id: targetId,
      type,
      allow: '0',
      deny: '0',
    }
  )
}

export function stateOf({ allow, deny }: Overwrite, bits: bigint): Tri {
  if (BigInt(deny) & bits) return 'deny'
  return BigInt(allow) & bits ? 'allow' : 'inherit'
}

export function withState(override: Overwrite, bits: bigint, state: Tri): Overwrite {
  const allow = BigInt(override.allow) & ~bits
  const deny = BigInt(override.deny) & ~bits
  return {
    ...override,
    allow: String(state === 'allow' ? allow | bits : allow),
    deny: String(state === 'deny' ? deny | bits : deny),
  }
}

export function isEmpty({ allow, deny }: Overwrite): boolean {
  return allow === '0' && deny === '0'
}

/** The channel with one exception changed, or without it once it says nothing. */
export function withOverride(channel: Channel, override: Overwrite): Channel {
  const others = channel.permission_overwrites.filter((one) => one.id !== override.id)
  return { ...channel, permission_overwrites: isEmpty(override) ? others : [...others, override] }
}

/** Whether two channels make the same exceptions. */
export function inStep(a: Channel, b: Channel): boolean {
  const said = (channel: Channel) =>
    channel.permission_overwrites
      .filter((one) => !isEmpty(one))
      .map(({ id, allow, deny }) => `${id} ${allow} ${deny}`)
      .sort()
      .join()
  return said(a) === said(b)
}
