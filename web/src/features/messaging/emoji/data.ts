/** Every emoji with its words in one language; a file that travels only when somebody looks for one. */
import { fold } from '@/lib/text'

/** The character, what it shows, other words, its `:names:`; the last says that it comes in skin tones. */
export type EmojiEntry = [character: string, label: string, words: string, names: string, toned?: 1]

export interface EmojiGroup {
  name: string
  emojis: EmojiEntry[]
}

export interface FoundEmoji {
  character: string
  label: string
  name: string
  toned: boolean
}

const loading = new Map<string, Promise<EmojiGroup[]>>()

export function loadEmoji(locale: string): Promise<EmojiGroup[]> {
  const language = locale.startsWith('fr') ? 'fr' : 'en'
  let groups = loading.get(language)
  if (!groups) {
    const file = language === 'fr' ? import('virtual:emoji/fr') : import('virtual:emoji/en')
    groups = file.then((module) => module.default)
    groups.catch(() => loading.delete(language))
    loading.set(language, groups)
  }
  return groups
}

/** The name it is typed with; languages without names of their own use what it shows. */
export function nameOfEmoji([, label, , names]: EmojiEntry): string {
  return names.split(' ')[0] || fold(label).replace(/[^\p{L}\p{N}]+/gu, '_')
}

export function found(entry: EmojiEntry): FoundEmoji {
  return { character: entry[0], label: entry[1], name: nameOfEmoji(entry), toned: entry[4] === 1 }
}

const folded = new WeakMap<EmojiEntry, string>()

function wordsOf(entry: EmojiEntry): string {
  let words = folded.get(entry)
  if (words === undefined) {
    words = ` ${fold(`${entry[3]} ${entry[1]} ${entry[2]}`).replace(/_/g, ' ')}`
    folded.set(entry, words)
  }
  return words
}

/** Emoji whose name begins with what is typed, then those that have a word beginning so. */
export function searchEmoji(groups: readonly EmojiGroup[], typed: string, limit = 200): FoundEmoji[] {
  const wanted = fold(typed)
    .replace(/[_\s]+/g, ' ')
    .trim()
  if (!wanted) return []
  const hits: { entry: EmojiEntry; rank: number }[] = []
  for (const { emojis } of groups) {
    for (const entry of emojis) {
      const words = wordsOf(entry)
      const names = entry[3].replace(/_/g, ' ')
      if (!words.includes(` ${wanted}`)) continue
      const exact = entry[3].split(' ').includes(typed)
      hits.push({
        entry,
        rank: exact ? 0 : names.startsWith(wanted) ? 1 : words.startsWith(` ${wanted}`) ? 2 : 3,
      })
    }
  }
  return hits
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ entry }) => found(entry))
}

const TONES = ['', '\u{1F3FB}', '\u{1F3FC}', '\u{1F3FD}', '\u{1F3FE}', '\u{1F3FF}']
export const TONE_COUNT = TONES.length

/** The same hand or person in another skin tone. */
export function inTone(character: string, tone: number): string {
  const [first = '', ...rest] = Array.from(character)
  if (rest[0] === '\u{FE0F}') rest.shift()
  return tone > 0 ? `${first}${TONES[tone] ?? ''}${rest.join('')}` : character
}
