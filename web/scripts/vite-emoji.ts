/** `virtual:emoji/en` and `virtual:emoji/fr`: every emoji with its words, made small from emojibase's data. */
import { createRequire } from 'node:module'

import type { Plugin } from 'vite'

interface Source {
  hexcode: string
  label: string
  unicode: string
  group?: number
  order?: number
  tags?: string[]
  skins?: unknown[]
}

const PREFIX = 'virtual:emoji/'
/** Pieces of other emoji, such as skin tones alone. */
const COMPONENTS = 2
const require = createRequire(import.meta.url)

export function emojiData(): Plugin {
  return {
    name: 'beep:emoji-data',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined
      const groups = groupsIn(id.slice(PREFIX.length + 1))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(groups))})`
    },
  }
}

function groupsIn(locale: string) {
  const emojis = require(`emojibase-data/${locale}/compact.json`) as Source[]
  const { groups } = require(`emojibase-data/${locale}/messages.json`) as {
    groups: { message: string; order: number }[]
  }
  const names = require('emojibase-data/en/shortcodes/github.json') as Record<string, string | string[]>
  return groups
    .filter(({ order }) => order !== COMPONENTS)
    .map(({ message, order }) => ({
      name: message,
      emojis: emojis
        .filter((one) => one.group === order)
        .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
        .map((one) => entryOf(one, [names[one.hexcode] ?? []].flat())),
    }))
}

function entryOf({ unicode, label, tags = [], skins }: Source, names: string[]) {
  // Characters that are pictures by themselves travel without the selector that says so, as people type them.
  const character = unicode.replace(/(\p{Emoji_Presentation})\u{FE0F}/gu, '$1')
  const entry = [character, label, tags.join(' '), names.join(' ')]
  return skins?.length === 5 ? [...entry, 1] : entry
}
