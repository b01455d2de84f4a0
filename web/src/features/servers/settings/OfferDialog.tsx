import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { proposeTransfer } from '@/api/calls/propose-transfer'
import { keys } from '@/api/keys'
import type { Member } from '@/api/types'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'
import { withProof } from '@/live/proving'

interface OfferDialogProps {
  serverId: string
  member: Member
  onClose: () => void
}

/** Offering a server asks whether it is still me. */
export function OfferDialog({ serverId, member, onClose }: OfferDialogProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const name = nameOf(member.user, member)
  return (
    <ActDialog
      title={t`Offer the server to ${name}?`}
      intro={t`Once ${name} accepts, only they can delete the server or give it away.`}
      act={t`Offer the server`}
      withReason={false}
      run={async () => {
        const made = await withProof(() => proposeTransfer(serverId, member.user.id))
        client.setQueryData(keys.transfer(serverId), made)
      }}
      onClose={onClose}
    />
  )
}
