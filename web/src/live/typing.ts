/** Who is typing where. Never server data: it is heard, and forgotten after ten seconds. */
import { create } from 'zustand'

import type { Id } from '@/api/types'

const LASTS_MS = 10_000

interface TypingState {
  /** When each person's typing expires, by channel. */
  channels: Record<Id, Record<Id, number>>
}

export const useTyping = create<TypingState>(() => ({ channels: {} }))

export function heardTyping(channelId: Id, userId: Id): void {
  change(channelId, (people) => ({ ...people, [userId]: Date.now() + LASTS_MS }))
  setTimeout(() => change(channelId, (people) => alive(people)), LASTS_MS + 50)
}

export function stoppedTyping(channelId: Id, userId: Id): void {
  change(channelId, (people) => {
    const { [userId]: gone, ...others } = people
    return gone === undefined ? people : others
  })
}

function alive(people: Record<Id, number>): Record<Id, number> {
  return Object.fromEntries(Object.entries(people).filter(([, until]) => until > Date.now()))
}

function change(channelId: Id, update: (people: Record<Id, number>) => Record<Id, number>): void {
  useTyping.setState(({ channels }) => {
    const people = channels[channelId] ?? {}
    const updated = update(people)
    return updated === people ? { channels } : { channels: { ...channels, [channelId]: updated } }
  })
}
