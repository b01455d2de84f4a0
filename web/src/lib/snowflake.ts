/** Ids are snowflakes in decimal strings: ordered by time, too large for a number. */
const EPOCH_MS = 1420070400000n

/** Compare two ids by age: negative when `a` is older. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

export function isNewer(a: string | null | undefined, than: string | null | undefined): boolean {
  if (!a) return false
  return !than || compareIds(a, than) > 0
}

export function newest(a: string | null | undefined, b: string | null | undefined): string | null {
  return (isNewer(a, b) ? a : b) ?? null
}

/** The id just before this one, for "from here on" questions asked with `after`. */
export function before(id: string): string {
  const value = BigInt(id)
  return value > 0n ? String(value - 1n) : '0'
}

export function timeOfId(id: string): Date {
  return new Date(Number((BigInt(id) >> 22n) + EPOCH_MS))
}

/** The smallest id a message of this moment can have, to look around it. */
export function idOfTime(date: Date): string {
  const since = BigInt(date.getTime()) - EPOCH_MS
  return String((since > 0n ? since : 0n) << 22n)
}

/** A small stable number from an id, to pick colours and shapes. */
export function hashOfId(id: string): number {
  let hash = 0x811c9dc5
  for (const char of id) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193)
  hash ^= hash >>> 15
  return (Math.imul(hash, 0x2c1b3c6d) >>> 8) & 0xffff
}
