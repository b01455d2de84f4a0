/** What emojis may be called: what fits between two colons. */
export const LONGEST = 32

export function isGoodName(name: string): boolean {
  return /^[A-Za-z0-9_]{2,32}$/.test(name)
}

/** What is typed, as far as a name can hold it: accents go, spaces and hyphens become underscores. */
export function asName(typed: string): string {
  return typed
    .normalize('NFD')
    .replace(/[\s-]+/g, '_')
    .replace(/\W+/g, '')
    .slice(0, LONGEST)
}

/** A name to begin with, from that of a file. */
export function nameOfFile(file: string): string {
  const name = asName(file.replace(/\.\w{1,5}$/, ''))
    .replace(/_+/g, '_')
    .replace(/^_|_$/g, '')
  return name.length < 2 ? 'emoji' : name
}
