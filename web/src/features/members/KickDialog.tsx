import { useLingui } from '@lingui/react/macro'

import { kickMember } from '@/api/calls/kick-member'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'

import { useMemberCache, type ActProps } from './act'

export function KickDialog(props: ActProps) {
  const { serverId, user, member, onClose } = props
  const { t } = useLingui()
  const name = nameOf(user, member)
  const cache = useMemberCache(props)
  return (
    <ActDialog
      title={t`Kick ${name}?`}
      intro={t`They leave the server now and may come back with an invitation.`}
      act={t`Kick`}
      done={t`${name} has left the server.`}
      run={async (reason) => {
        await kickMember(serverId, user.id, reason)
        cache.gone()
      }}
      onClose={onClose}
    />
  )
}
