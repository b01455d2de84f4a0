import type { Member } from '@/api/types'

import { BanDialog, KickDialog, NicknameDialog, TimeoutDialog } from './MemberActs'
import { MemberRolesDialog } from './MemberRolesDialog'

export type Act = 'roles' | 'nickname' | 'timeout' | 'kick' | 'ban'

const DIALOGS = {
  roles: MemberRolesDialog,
  nickname: NicknameDialog,
  timeout: TimeoutDialog,
  kick: KickDialog,
  ban: BanDialog,
}

interface MemberActProps {
  act: Act
  serverId: string
  member: Member
  onClose: () => void
}

/** The dialog of an act on a member. */
export function MemberAct({ act, ...rest }: MemberActProps) {
  const Act = DIALOGS[act]
  return <Act {...rest} />
}
