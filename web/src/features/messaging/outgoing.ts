/** Messages on their way, as the screen shows them; the outbox moves them along. */
import { create } from 'zustand'

import type { AttachmentDraft, Id } from '@/api/types'

export interface Outgoing {
  nonce: string
  channelId: Id
  content: string
  replyTo?: Id
  attachments?: AttachmentDraft[]
  createdAt: number
  state: 'waiting' | 'sending' | 'failed'
  /** Why it failed. */
  error?: unknown
}

export type Words = Pick<Outgoing, 'channelId' | 'content' | 'replyTo' | 'attachments'>

interface OutgoingState {
  items: Outgoing[]
  /** Somebody is there to take messages along. */
  atWork: boolean
}

export const useOutgoing = create<OutgoingState>(() => ({ items: [], atWork: false }))
