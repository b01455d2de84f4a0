import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { redeemTicket } from '@/api/calls/redeem-ticket'
import { explainField, explainForm } from '@/api/explain'
import { keepTokens } from '@/api/session'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

/** The link was right; whoever has a second factor gives it too. Afterwards this browser is signed in. */
export function SecondStep({ ticket, onDone }: { ticket: string; onDone: () => void }) {
  const { t, i18n } = useLingui()
  const [code, setCode] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => redeemTicket(ticket, code.replace(/\s/g, '')),
    onSuccess: (tokens) => {
      keepTokens(tokens)
      onDone()
    },
  })
  const sentence = explainForm(i18n, error, 'code')
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        mutate()
      }}
      noValidate
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <TextField
        label={t`Code of your authenticator app`}
        hint={t`Or one of your recovery codes.`}
        autoComplete="one-time-code"
        autoFocus
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={explainField(i18n, error, 'code')}
      />
      <Button type="submit" wide busy={isPending} disabled={!code.trim()}>
        <Trans>Continue</Trans>
      </Button>
    </form>
  )
}
