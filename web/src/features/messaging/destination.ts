/** Where somebody wants to go in a channel, said from outside its list: a link, a pin, a date. */
import { create } from 'zustand'

import type { Id } from '@/api/types'

export interface Destination {
  id: Id
  /** This very message, rather than what is nearest. */
  exactly: boolean
}

export const useDestination = create<{ places: Record<Id, Destination | undefined> }>(() => ({ places: {} }))

/** Each call is a journey of its own, even to the same place. */
export function goTo(channelId: Id, id: Id, exactly = true): void {
  useDestination.setState(({ places }) => ({ places: { ...places, [channelId]: { id, exactly } } }))
}

export function arrived(channelId: Id): void {
  useDestination.setState(({ places }) => ({ places: { ...places, [channelId]: undefined } }))
}
