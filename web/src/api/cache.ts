/** Shapes that live in the query cache and are made of several answers. */
import type { Id, Message, ServerNotifications } from './types'

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

/** Unread messages that call me in a channel: those the server counted, and those heard since. */
export interface MentionCount {
  counted: number
  /** The count takes in everything up to this message. */
  upTo: Id | null
  heard: Id[]
}

export type UnreadMentions = Record<Id, MentionCount>

/** My settings of notifications, by server. */
export type NotificationSettings = Record<Id, ServerNotifications>
