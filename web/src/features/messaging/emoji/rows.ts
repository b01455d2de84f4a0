/** The picker's list: headings, and rows of so many emoji. */
import type { Emoji } from '@/api/types'

import { found, inTone, searchEmoji, type EmojiGroup } from './data'

export const COLUMNS = 9

export interface Choice {
  emoji: Emoji
  label: string
}

export type PickerRow = { heading: string } | { choices: Choice[]; from: number }

export interface PickerWords {
  recent: string
  custom: string
  results: string
}

interface PickerInput {
  groups: readonly EmojiGroup[]
  recent: readonly Emoji[]
  custom: readonly Emoji[]
  tone: number
  typed: string
  words: PickerWords
}

export interface PickerRows {
  rows: PickerRow[]
  /** All that can be chosen, in the order of the rows. */
  choices: Choice[]
}

export function pickerRows({ groups, recent, custom, tone, typed, words }: PickerInput): PickerRows {
  const rows: PickerRow[] = []
  const choices: Choice[] = []
  const add = (heading: string, section: Choice[]) => {
    if (section.length === 0) return
    rows.push({ heading })
    for (let index = 0; index < section.length; index += COLUMNS) {
      rows.push({ choices: section.slice(index, index + COLUMNS), from: choices.length + index })
    }
    choices.push(...section)
  }
  const named = (emoji: Emoji): Choice => ({ emoji, label: emoji.name ?? '' })
  const drawn = (one: ReturnType<typeof found>): Choice => ({
    emoji: { id: null, name: one.toned ? inTone(one.character, tone) : one.character },
    label: one.label,
  })
  const wanted = typed.trim().toLowerCase()
  if (wanted) {
    const mine = custom.filter((emoji) => emoji.name?.toLowerCase().includes(wanted))
    add(words.results, [...mine.map(named), ...searchEmoji(groups, typed).map(drawn)])
    return { rows, choices }
  }
  add(words.recent, recent.map(named))
  add(words.custom, custom.map(named))
  for (const group of groups)
    add(
      group.name,
      group.emojis.map((entry) => drawn(found(entry))),
    )
  return { rows, choices }
}

/** Where an arrow leads, over the headings. */
export function moved(rows: readonly PickerRow[], active: number, key: string): number {
  const lines = rows.filter((row) => 'choices' in row)
  const line = lines.findIndex((row) => active >= row.from && active < row.from + row.choices.length)
  const here = lines[line]
  const total = lines.reduce((sum, row) => sum + row.choices.length, 0)
  if (!here) return 0
  if (key === 'ArrowLeft') return Math.max(0, active - 1)
  if (key === 'ArrowRight') return Math.min(total - 1, active + 1)
  const next = lines[line + (key === 'ArrowDown' ? 1 : -1)]
  return next ? Math.min(next.from + active - here.from, next.from + next.choices.length - 1) : active
}
