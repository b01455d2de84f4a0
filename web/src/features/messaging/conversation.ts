/** The conversation a message is shown in: where it is, what one may do there, and where one can go from it. */
import { createContext, useContext } from 'react'

import type { Channel, Id } from '@/api/types'
import { can, type Permission } from '@/lib/permissions'

export interface Rights {
  send: boolean
  react: boolean
  manage: boolean
  pin: boolean
  startThread: boolean
  callEveryone: boolean
}

export interface Conversation {
  serverId: Id
  channel: Channel
  isThread: boolean
  rights: Rights
  /** Messages that open threads start from. */
  starters: ReadonlySet<Id>
}

const NO_RIGHTS: Rights = {
  send: false,
  react: false,
  manage: false,
  pin: false,
  startThread: false,
  callEveryone: false,
}

export const ConversationContext = createContext<Conversation>({
  serverId: '',
  channel: {
    id: '',
    type: 0,
    guild_id: '',
    name: '',
    topic: null,
    position: 0,
    last_message_id: null,
    permission_overwrites: [],
  },
  isThread: false,
  rights: NO_RIGHTS,
  starters: new Set(),
})

export const useConversation = () => useContext(ConversationContext)

const THREADS = new Set([10, 11, 12])

export function isThread(channel: Channel): boolean {
  return THREADS.has(channel.type)
}

/** From the bits one has in a channel (in its parent, for a thread). */
export function rightsIn(bits: bigint, channel: Channel): Rights {
  const may = (permission: Permission) => can(bits, permission)
  const thread = isThread(channel)
  const closed = channel.thread_metadata?.locked === true && !may('manageThreads')
  return {
    send: may(thread ? 'sendMessagesInThreads' : 'sendMessages') && !closed,
    react: may('addReactions') && !closed,
    manage: may('manageMessages'),
    pin: may('pinMessages') || may('manageMessages'),
    startThread: !thread && may('createPublicThreads'),
    callEveryone: may('mentionEveryone'),
  }
}
