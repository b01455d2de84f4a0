import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { updateMember } from '@/api/calls/update-member'
import { explainField, explainForm } from '@/api/explain'
import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import type { ActProps } from './act'

/** What somebody is called in this server only. */
export function NicknameDialog({ serverId, user, member, onClose }: ActProps) {
  const { t, i18n } = useLingui()
  const me = useMe()
  const [nick, setNick] = useState(member?.nick ?? '')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      updateMember(serverId, me?.id === user.id ? '@me' : user.id, { nick: nick.trim() || null }),
    onSuccess: onClose,
  })
  const sentence = explainForm(i18n, error, 'nick')
  return (
    <Dialog title={t`Nickname`} intro={t`How they are called in this server only.`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          mutate()
        }}
      >
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Nickname`}
          hint={t`Empty: the name they have everywhere.`}
          placeholder={nameOf(user)}
          value={nick}
          maxLength={32}
          autoComplete="off"
          error={explainField(i18n, error, 'nick')}
          onChange={(event) => setNick(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending}>
            <Trans>Save</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
