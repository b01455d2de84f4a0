/** Places in a conversation that other features fill; the app says with what (`app/conversation-slots.ts`). */
import { createContext, useContext, type ComponentType, type ReactNode, type RefObject } from 'react'

import type { AttachmentDraft, Id, Member, Message, User } from '@/api/types'

/** What goes with the message being written. */
export interface Attached {
  attachments: AttachmentDraft[]
  /** Something is still travelling: the message waits. */
  busy: boolean
}

export const NOTHING_ATTACHED: Attached = { attachments: [], busy: false }

export interface ComposerAttachmentsProps {
  channelId: Id
  /** Where files are pasted; its form is where they are dropped. */
  field: RefObject<HTMLTextAreaElement | null>
  /** Tell what goes with the message, at each change; the function stays the same. */
  onChange: (attached: Attached) => void
  /** Grows each time a message has left: what was attached went with it. */
  sent: number
}

export interface PersonProps {
  user: User
  member: Member | undefined
  serverId: Id
  children: ReactNode
  /** 0 where the tabulator stops. */
  tabIndex: number
  /** Writes a mention of them where one is writing; absent where one may not write. */
  onMention?: (user: User) => void
}

export interface Slots {
  /** Above the text: what will be sent. */
  ComposerAttachments?: ComponentType<ComposerAttachmentsProps>
  /** Left of the text: the button that chooses files. */
  ComposerAttach?: ComponentType<{ channelId: Id }>
  /** Under the words of a message. */
  MessageAttachments?: ComponentType<{ message: Message }>
  /** Around a name or a picture: opens the card of that person. */
  Person?: ComponentType<PersonProps>
}

export const SlotsContext = createContext<Slots>({})
export const useSlots = () => useContext(SlotsContext)
