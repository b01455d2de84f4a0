import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { proposeTransfer } from '@/api/calls/propose-transfer'
import { reauthenticate } from '@/api/calls/reauthenticate'
import { keys } from '@/api/keys'
import type { Member } from '@/api/types'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'
import { PasswordField } from '@/ui/PasswordField'

interface OfferDialogProps {
  serverId: string
  member: Member
  onClose: () => void
}

/** Offering a server asks for the password, so that it is me. */
export function OfferDialog({ serverId, member, onClose }: OfferDialogProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const name = nameOf(member.user, member)
  return (
    <ActDialog
      title={t`Offer the server to ${name}?`}
      intro={t`Once ${name} accepts, only they can delete the server or give it away.`}
      act={t`Offer the server`}
      withReason={false}
      disabled={!password}
      run={async () => {
        await reauthenticate(password)
        client.setQueryData(keys.transfer(serverId), await proposeTransfer(serverId, member.user.id))
      }}
      onClose={onClose}
    >
      <PasswordField
        label={t`Your password`}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </ActDialog>
  )
}
