/** Emoji used lately, and the skin tone chosen; they stay in this browser. */
import { create } from 'zustand'

import type { Emoji } from '@/api/types'
import { sameEmoji } from '@/lib/emoji'
import { load, save } from '@/lib/storage'

const RECENT = 'beep.emoji.recent'
const TONE = 'beep.emoji.tone'
const KEPT = 16
/** What people answer with most, until they have habits of their own. */
const USUAL: Emoji[] = ['👍', '❤️', '😂'].map((name) => ({ id: null, name }))

interface Habits {
  recent: Emoji[]
  tone: number
}

export const useHabits = create<Habits>(() => ({
  recent: load<Emoji[]>(RECENT) ?? [],
  tone: load<number>(TONE) ?? 0,
}))

export function noteUse({ id, name, animated }: Emoji): void {
  const used: Emoji = { id, name, animated }
  const others = useHabits.getState().recent.filter((one) => !sameEmoji(one, used))
  const recent = [used, ...others].slice(0, KEPT)
  save(RECENT, recent)
  useHabits.setState({ recent })
}

export function chooseTone(tone: number): void {
  save(TONE, tone)
  useHabits.setState({ tone })
}

export function quickEmoji(recent: readonly Emoji[], count = 3): Emoji[] {
  const rest = USUAL.filter((one) => !recent.some((other) => sameEmoji(one, other)))
  return [...recent, ...rest].slice(0, count)
}
