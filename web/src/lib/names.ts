/** Names of servers and channels: 2 to 50 letters without accents, digits, hyphens, underscores. */
export function isGoodName(name: string): boolean {
  return /^[A-Za-z0-9_-]{2,50}$/.test(name)
}

/** What somebody typed, as close as a name may be: spaces become hyphens, accents go. */
export function tidyName(typed: string): string {
  return typed
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/\s+/g, '-')
    .slice(0, 50)
}
