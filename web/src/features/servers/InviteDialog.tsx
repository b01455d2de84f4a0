import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { createInvite } from '@/api/calls/create-invite'
import { explainForm } from '@/api/explain'
import type { Id, Invite } from '@/api/types'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'
import { SelectField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import styles from './InviteDialog.module.css'
import { InviteFriends } from './InviteFriends'
import { linkOf, useExpiries, useUseLimits } from './invites'

interface InviteDialogProps {
  serverId: Id
  serverName: string
  channelId: string
  onClose: () => void
}

/** A link is made when the dialog opens; other limits make another one. */
export function InviteDialog({ serverId, serverName, channelId, onClose }: InviteDialogProps) {
  const { t, i18n } = useLingui()
  const expiries = useExpiries()
  const limits = useUseLimits()
  const [age, setAge] = useState('604800')
  const [uses, setUses] = useState('0')
  const [stale, setStale] = useState(false)
  const { mutate, data, error, isPending } = useMutation<Invite, Error, { age: string; uses: string }>({
    mutationFn: (wish) => createInvite(channelId, { max_age: Number(wish.age), max_uses: Number(wish.uses) }),
    onSuccess: () => setStale(false),
  })
  useEffect(() => mutate({ age: '604800', uses: '0' }), [mutate])
  const change = (set: (value: string) => void) => (value: string) => {
    set(value)
    setStale(true)
  }
  const sentence = explainForm(i18n, error)
  return (
    <Dialog
      title={t`Invite people`}
      intro={t`Whoever opens this link can join ${serverName}.`}
      onClose={onClose}
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <CopyField label={t`Invitation link`} value={data && !stale ? linkOf(data.code) : ''} />
      <div className={styles.limits}>
        <SelectField label={t`Expires after`} value={age} options={expiries} onChange={change(setAge)} />
        <SelectField label={t`Can be used`} value={uses} options={limits} onChange={change(setUses)} />
      </div>
      {(stale || error) && (
        <Button busy={isPending} onClick={() => mutate({ age, uses })}>
          <Trans>Create the link</Trans>
        </Button>
      )}
      <InviteFriends serverId={serverId} />
    </Dialog>
  )
}
