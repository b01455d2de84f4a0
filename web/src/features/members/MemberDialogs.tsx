import type { Act } from '@/live/acting'

import type { ActProps } from './act'
import { BanDialog } from './BanDialog'
import { KickDialog } from './KickDialog'
import { NicknameDialog } from './NicknameDialog'
import { TimeoutDialog } from './TimeoutDialog'
import { UnfriendDialog } from './UnfriendDialog'

interface MemberDialogsProps extends ActProps {
  act: Act
}

/** The dialog of one act. */
export function MemberDialogs({ act, ...props }: MemberDialogsProps) {
  switch (act) {
    case 'nickname':
      return <NicknameDialog {...props} />
    case 'timeout':
      return <TimeoutDialog {...props} />
    case 'kick':
      return <KickDialog {...props} />
    case 'ban':
      return <BanDialog {...props} />
    case 'unfriend':
      return <UnfriendDialog user={props.user} onClose={props.onClose} />
  }
}
