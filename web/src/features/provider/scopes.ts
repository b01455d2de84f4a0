/** What an application may ask for, in plain words. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { Scope } from '@/api/types'
import type { IconName } from '@/ui/Icon'

export interface ScopeWords {
  icon: IconName
  /** Said to the person who is asked. */
  ask: MessageDescriptor
  /** Said in lists. */
  short: MessageDescriptor
}

/** In the order they are shown: what matters most last, next to the buttons. */
export const SCOPES: Readonly<Record<Scope, ScopeWords>> = {
  openid: {
    icon: 'check',
    ask: msg`Recognise you when you come back`,
    short: msg`Sign-in`,
  },
  profile: {
    icon: 'people',
    ask: msg`See your name, your picture and your role on this Beep`,
    short: msg`Name and picture`,
  },
  email: {
    icon: 'unread',
    ask: msg`See your email address`,
    short: msg`Email address`,
  },
  offline_access: {
    icon: 'retry',
    ask: msg`Stay connected until you sign out or remove its access`,
    short: msg`Stays connected`,
  },
  beep: {
    icon: 'edit',
    ask: msg`Read and write in Beep in your name: servers, channels, messages`,
    short: msg`Acts in Beep in your name`,
  },
}

export function inOrder(scopes: readonly Scope[]): Scope[] {
  return (Object.keys(SCOPES) as Scope[]).filter((scope) => scopes.includes(scope))
}
