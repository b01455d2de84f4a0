/** Text as people count it and search it. */
export function codePoints(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code < 0xdc00 || code > 0xdfff) count += 1
  }
  return count
}

/** Lower case without accents, for matching what somebody types. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.]+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words[1]] : [words[0]]
  const text = letters.map((word) => Array.from(word ?? '')[0] ?? '').join('')
  return text.toUpperCase() || '?'
}
