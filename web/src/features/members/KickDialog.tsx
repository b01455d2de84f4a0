import { Trans, useLingui } from '@lingui/react/macro'

import { kickMember } from '@/api/calls/kick-member'
import { nameOf } from '@/live/names'

import type { ActProps } from './act'
import { ActForm } from './ActForm'

export function KickDialog({ serverId, user, member, onClose }: ActProps) {
  const { t } = useLingui()
  const name = nameOf(user, member)
  return (
    <ActForm
      title={t`Kick ${name}?`}
      intro={t`They leave the server at once, and may come back with a new invitation.`}
      act={<Trans>Kick</Trans>}
      run={(reason) => kickMember(serverId, user.id, reason)}
      onClose={onClose}
    />
  )
}
