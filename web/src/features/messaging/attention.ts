/** Which message is being edited, answered, deleted, chosen or looked at in the open conversations. */
import { create } from 'zustand'

import type { Id, Message } from '@/api/types'
import type { Anchor } from '@/ui/Popover'

interface Attention {
  editing: Id | undefined
  replyTo: Message | undefined
  deleting: Message | undefined
  /** The picker of emoji is open for it. */
  reacting: { message: Message; anchor: Anchor } | undefined
  /** Who reacted is being looked at. */
  reactorsOf: Message | undefined
  pinning: Message | undefined
  threadFrom: Message | undefined
  /** Just jumped to. */
  highlighted: Id | undefined
  /** Several are being chosen, to delete them together. */
  chosen: ReadonlySet<Id> | undefined
  /** Messages of blocked people that I wanted to see. */
  unfolded: ReadonlySet<Id>
  /** Marked unread: nothing there counts as read until one comes back. */
  unread: { channelId: Id; pointer: Id } | undefined
}

const NOTHING: Attention = {
  editing: undefined,
  replyTo: undefined,
  deleting: undefined,
  reacting: undefined,
  reactorsOf: undefined,
  pinning: undefined,
  threadFrom: undefined,
  highlighted: undefined,
  chosen: undefined,
  unfolded: new Set(),
  unread: undefined,
}

export const useAttention = create<Attention>(() => NOTHING)
const set = (change: Partial<Attention>) => useAttention.setState(change)

export const startEditing = (id: Id) => set({ editing: id })
export const stopEditing = () => set({ editing: undefined })
export const startReply = (message: Message) => set({ replyTo: message })
export const stopReply = () => set({ replyTo: undefined })
export const askToDelete = (message: Message) => set({ deleting: message })
export const stopDeleting = () => set({ deleting: undefined })
export const startReacting = (message: Message, anchor: Anchor) => set({ reacting: { message, anchor } })
export const stopReacting = () => set({ reacting: undefined })
export const showReactors = (message: Message | undefined) => set({ reactorsOf: message })
export const askToPin = (message: Message | undefined) => set({ pinning: message })
export const startThreadFrom = (message: Message | undefined) => set({ threadFrom: message })
export const highlight = (id: Id | undefined) => set({ highlighted: id })
export const stopChoosing = () => set({ chosen: undefined })
export const unfold = (ids: readonly Id[]) =>
  useAttention.setState(({ unfolded }) => ({ unfolded: new Set([...unfolded, ...ids]) }))
export const keepUnread = (channelId: Id, pointer: Id) => set({ unread: { channelId, pointer } })
export const stopKeepingUnread = () => set({ unread: undefined })
export const resetAttention = () => useAttention.setState(NOTHING)

/** At most so many can be deleted at once. */
export const MOST_CHOSEN = 100

export function toggleChosen(id: Id): void {
  useAttention.setState(({ chosen }) => {
    const next = new Set(chosen)
    if (!next.delete(id) && next.size < MOST_CHOSEN) next.add(id)
    return { chosen: next }
  })
}

export const composerId = (channelId: Id) => `composer-${channelId}`

export function focusComposer(channelId: Id): void {
  document.getElementById(composerId(channelId))?.focus()
}
