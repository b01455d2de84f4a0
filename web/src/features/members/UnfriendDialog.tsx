import { useLingui } from '@lingui/react/macro'

import type { User } from '@/api/types'
import { nameOf } from '@/live/names'
import { ConfirmDialog } from '@/ui/ConfirmDialog'

import { useSaidAct } from './use-said-act'

/** Asks before a friendship ends. */
export function UnfriendDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useLingui()
  const { act } = useSaidAct(user)
  const name = nameOf(user)
  return (
    <ConfirmDialog
      title={t`Remove ${name} from your friends?`}
      intro={t`You will not see each other's status any more. They are not told.`}
      act={t`Remove the friend`}
      onAct={() => act('remove')}
      onClose={onClose}
    />
  )
}
