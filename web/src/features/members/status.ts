/** What one chooses to be seen as, in words. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { ChosenStatus } from '@/api/people-types'
import { STATUS_WORDS, type Shown } from '@/ui/status'

export const CHOSEN_WORDS: Record<ChosenStatus, MessageDescriptor> = {
  ...STATUS_WORDS,
  invisible: msg`Invisible`,
}

export function shownAs(status: ChosenStatus): Shown {
  return status === 'invisible' ? 'offline' : status
}
