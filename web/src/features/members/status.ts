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

export const CHOICES: { value: ChosenStatus; label: MessageDescriptor; note?: MessageDescriptor }[] = [
  { value: 'online', label: msg`Online` },
  { value: 'idle', label: msg`Away` },
  { value: 'dnd', label: msg`Do not disturb`, note: msg`Others see that you do not want to be interrupted.` },
  { value: 'invisible', label: msg`Invisible`, note: msg`Others see you as offline; you see everything.` },
]

export function shownAs(status: ChosenStatus): Shown {
  return status === 'invisible' ? 'offline' : status
}
