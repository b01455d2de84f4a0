import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { listProofs } from '@/api/calls/list-proofs'
import { reauthenticate, reauthenticateByCode } from '@/api/calls/reauthenticate'
import { explainField, explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

/** What was asked for is dangerous in other hands: is it still me? */
export function ProveDialog({ onEnd }: { onEnd: (proved: boolean) => void }) {
  const { t, i18n } = useLingui()
  const kinds = useQuery({ queryKey: keys.proofs, queryFn: listProofs }).data?.kinds ?? ['password']
  const byCode = !kinds.includes('password') && kinds.includes('totp')
  const [secret, setSecret] = useState('')
  const prove = useMutation({
    mutationFn: byCode ? reauthenticateByCode : reauthenticate,
    onSuccess: () => onEnd(true),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    prove.mutate(secret)
  }
  const sentence = explainForm(i18n, prove.error, 'password', 'code')
  const field = {
    value: secret,
    error: explainField(i18n, prove.error, 'password', 'code'),
    onChange: (event: { target: { value: string } }) => setSecret(event.target.value),
  }
  return (
    <Dialog
      title={t`Is it still you?`}
      intro={t`What you are about to do asks for it. It holds for ten minutes.`}
      onClose={() => onEnd(false)}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {byCode ? (
          <TextField
            label={t`Code of your authenticator app`}
            inputMode="numeric"
            autoComplete="one-time-code"
            {...field}
          />
        ) : (
          <PasswordField label={t`Your password`} autoComplete="current-password" {...field} />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={() => onEnd(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={prove.isPending} disabled={!secret}>
            <Trans>Continue</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
