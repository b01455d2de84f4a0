/** What somebody is seen as, in words. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

export type Shown = 'online' | 'idle' | 'dnd' | 'offline'

export const STATUS_WORDS: Record<Shown, MessageDescriptor> = {
  online: msg`Online`,
  idle: msg`Away`,
  dnd: msg`Do not disturb`,
  offline: msg`Offline`,
}
