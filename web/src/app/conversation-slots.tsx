/** What other features put into conversations: files, cards of people. */
import { Suspense } from 'react'

import type { Message } from '@/api/types'
import { ComposerAttach } from '@/features/attachments/ComposerAttach'
import { PersonCard } from '@/features/members/PersonCard'
import type { ComposerAttachmentsProps, Slots } from '@/features/messaging/slots'
import { later } from '@/ui/later'

const Files = later(
  async () => (await import('@/features/attachments/MessageAttachments')).MessageAttachments,
  true,
)
const Outgoing = later(
  async () => (await import('@/features/attachments/ComposerAttachments')).ComposerAttachments,
)

function MessageAttachments({ message }: { message: Message }) {
  if (!message.attachments?.length) return null
  return (
    <Suspense>
      <Files message={message} />
    </Suspense>
  )
}

function ComposerAttachments(props: ComposerAttachmentsProps) {
  return (
    <Suspense>
      <Outgoing {...props} />
    </Suspense>
  )
}

export const CONVERSATION_SLOTS: Slots = {
  ComposerAttach,
  ComposerAttachments,
  MessageAttachments,
  Person: PersonCard,
}
