/** Names of servers and channels: 2 to 50 letters of any alphabet, digits, hyphens, underscores. */
export function isGoodName(name: string): boolean {
  return /^[\p{L}\p{M}\p{N}_-]{2,50}$/u.test(name)
}

/** What somebody typed, as close as a name may be: spaces become hyphens. */
export function tidyName(typed: string): string {
  return Array.from(typed.normalize('NFC').replace(/\s+/g, '-')).slice(0, 50).join('')
}
