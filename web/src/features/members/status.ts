/** What somebody is seen as, in words. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { ChosenStatus, Presence } from '@/api/people-types'

export type Shown = Presence | 'offline'

export const STATUS_WORDS: Record<Shown, MessageDescriptor> = {
  online: msg`Online`,
  idle: msg`Away`,
  dnd: msg`Do not disturb`,
  offline: msg`Offline`,
}

export const CHOSEN_WORDS: Record<ChosenStatus, MessageDescriptor> = {
  ...STATUS_WORDS,
  invisible: msg`Invisible`,
}

export function shownAs(status: ChosenStatus): Shown {
  return status === 'invisible' ? 'offline' : status
}
