/** The order of channels: how they stand in categories, and what a move makes of it, as the server decides. */
import { compareIds } from './snowflake'

export const CHANNEL_TYPES = { text: 0, voice: 2, category: 4, announcement: 5 } as const

export interface Placed {
  id: string
  type: number
  position: number
  parent_id?: string | null
}

/** Where one channel is to stand; without `parent_id` it stays in its category. */
export interface Move {
  id: string
  position?: number
  parent_id?: string | null
}

/** A category with its channels, or those that are in none. */
export interface Group<C extends Placed> {
  category: C | undefined
  channels: C[]
}

export function byPosition(a: Placed, b: Placed): number {
  return a.position - b.position || compareIds(a.id, b.id)
}

export function isCategory(channel: Placed): boolean {
  return channel.type === CHANNEL_TYPES.category
}

/** Channels in no category first, then the categories. One whose category is hidden stands alone. */
export function groupsOf<C extends Placed>(channels: readonly C[]): Group<C>[] {
  const sorted = [...channels].sort(byPosition)
  const categories = sorted.filter(isCategory)
  const known = new Set(categories.map((one) => one.id))
  const others = sorted.filter((one) => !isCategory(one))
  const inside = (id: string | undefined) =>
    others.filter((one) => (known.has(one.parent_id ?? '') ? one.parent_id : undefined) === id)
  return [undefined, ...categories].map((category) => ({ category, channels: inside(category?.id) }))
}

const keyOf = (channel: Placed) => `${channel.parent_id ?? ''}/${isCategory(channel)}`

/** All channels after some moves, those of one category at 0, 1, 2, …; who is not named keeps to the order. */
export function arranged<C extends Placed>(channels: readonly C[], moves: readonly Move[]): C[] {
  const wanted = new Map(moves.map((move) => [move.id, move]))
  const staying = new Map<string, C[]>()
  const arriving: { place: number; channel: C }[] = []
  for (const channel of [...channels].sort(byPosition)) {
    const move = wanted.get(channel.id)
    const settled = move?.parent_id === undefined ? channel : { ...channel, parent_id: move.parent_id }
    const key = keyOf(settled)
    if (move && (move.position !== undefined || key !== keyOf(channel)))
      arriving.push({ place: move.position ?? Infinity, channel: settled })
    else staying.set(key, [...(staying.get(key) ?? []), settled])
  }
  for (const { place, channel } of arriving.sort((a, b) => a.place - b.place)) {
    const group = [...(staying.get(keyOf(channel)) ?? [])]
    group.splice(place, 0, channel)
    staying.set(keyOf(channel), group)
  }
  return [...staying.values()].flatMap((group) =>
    group.map((channel, position) => (channel.position === position ? channel : { ...channel, position })),
  )
}

/** One step up or down in the list: within the category, then into the one before or after. */
export function step<C extends Placed>(
  groups: readonly Group<C>[],
  id: string,
  by: 1 | -1,
): Move | undefined {
  const categories = groups.flatMap(({ category }) => category ?? [])
  const at = categories.findIndex((one) => one.id === id)
  if (at >= 0) return at + by in categories ? { id, position: at + by } : undefined
  const here = groups.findIndex(({ channels }) => channels.some((one) => one.id === id))
  const group = groups[here]
  if (!group) return undefined
  const index = group.channels.findIndex((one) => one.id === id) + by
  if (index in group.channels) return { id, position: index }
  const next = groups[here + by]
  return next && { id, parent_id: next.category?.id ?? null, position: by > 0 ? 0 : next.channels.length }
}
