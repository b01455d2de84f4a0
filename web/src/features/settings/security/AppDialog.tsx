import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { confirmTotp } from '@/api/calls/confirm-totp'
import { explainField, explainForm } from '@/api/explain'
import type { TotpOffer } from '@/api/factor-types'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { QrCode } from './QrCode'

interface AppDialogProps {
  offer: TotpOffer
  onClose: () => void
  onDone: (codes: string[] | null) => void
}

/** A picture for the phone, the same as text, and a code that shows it has arrived. */
export function AppDialog({ offer, onClose, onDone }: AppDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => withProof(() => confirmTotp(code)),
    onSuccess: async ({ recovery_codes }) => {
      await client.invalidateQueries({ queryKey: keys.factors })
      onDone(recovery_codes)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error, 'code')
  const inFours = offer.secret.match(/.{1,4}/g)?.join(' ') ?? offer.secret
  return (
    <Dialog
      title={t`Set up an authenticator app`}
      intro={t`Scan this picture with the app, then type the code it shows.`}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <QrCode text={offer.uri} label={t`QR code for the app`} />
        <CopyField label={t`Or type this key into the app`} value={inFours} />
        <a href={offer.uri}>
          <Trans>Open the app on this device</Trans>
        </a>
        <TextField
          label={t`Code of your authenticator app`}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={explainField(i18n, error, 'code')}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending} disabled={!code.trim()}>
            <Trans>Confirm</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
