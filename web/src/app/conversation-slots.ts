/** What other features put into conversations: files, cards of people. */
import { PersonCard } from '@/features/members/PersonCard'
import type { Slots } from '@/features/messaging/slots'

export const CONVERSATION_SLOTS: Slots = { Person: PersonCard }
