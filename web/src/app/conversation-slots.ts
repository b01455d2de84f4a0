/** What other features put into conversations: files, cards of people. */
import { ComposerAttach } from '@/features/attachments/ComposerAttach'
import { ComposerAttachments } from '@/features/attachments/ComposerAttachments'
import { MessageAttachments } from '@/features/attachments/MessageAttachments'
import { PersonCard } from '@/features/members/PersonCard'
import type { Slots } from '@/features/messaging/slots'

export const CONVERSATION_SLOTS: Slots = {
  ComposerAttach,
  ComposerAttachments,
  MessageAttachments,
  Person: PersonCard,
}
