/** Shapes that live in the query cache and are made of several answers. */
import type { Id, Message } from './types'

/** A run of one channel's messages without holes, oldest first. */
export interface MessageWindow {
  messages: Message[]
  /** Nothing is older than the first one. */
  reachesStart: boolean
  /** Nothing is newer than the last one: pushes are added at the end. */
  reachesPresent: boolean
}

/** Last message read, by channel. */
export type ReadStates = Record<Id, Id | null>

/** Messages that mention me and that I have not read, by channel. */
export type UnreadMentions = Record<Id, Id[]>
