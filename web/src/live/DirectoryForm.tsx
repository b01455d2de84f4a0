import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import '@/api/explain-identities'

import { showPassword } from '@/api/calls/show-password'
import { explainField, explainForm } from '@/api/explain'
import type { IdentityProvider, ProofOutcome, ProofPurpose } from '@/api/identity-types'
import { Button } from '@/ui/Button'
import { DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import { withProof } from './proving'

interface DirectoryFormProps {
  provider: Pick<IdentityProvider, 'name' | 'label'>
  purpose: ProofPurpose
  /** What the button says. */
  act: string
  onOutcome: (outcome: ProofOutcome) => void
  /** True where the asker shows the error in its own way. */
  onError?: (error: unknown) => boolean
  /** In a dialog: leaves the form. */
  onBack?: () => void
}

/** My user name and password at a school or a firm, which Beep shows to its directory and does not keep. */
export function DirectoryForm({ provider, purpose, act, onOutcome, onError, onBack }: DirectoryFormProps) {
  const { t, i18n } = useLingui()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState<unknown>()
  const { mutate, isPending } = useMutation({
    mutationFn: () => {
      const show = () => showPassword(provider.name, purpose, { username: username.trim(), password })
      return purpose === 'link' ? withProof(show) : show()
    },
    onMutate: () => setShown(undefined),
    onSuccess: onOutcome,
    onError: (error) => {
      if (!onError?.(error)) setShown(error)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, shown, 'username', 'password')
  const button = (
    <Button type="submit" wide={!onBack} busy={isPending} disabled={!username.trim() || !password}>
      {act}
    </Button>
  )
  return (
    <form onSubmit={submit} noValidate>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <TextField
        label={t`User name at ${provider.label}`}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        error={explainField(i18n, shown, 'username')}
      />
      <PasswordField
        label={t`Password at ${provider.label}`}
        hint={t`Beep does not keep it.`}
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={explainField(i18n, shown, 'password')}
      />
      {onBack ? (
        <DialogActions>
          <Button tone="ghost" onClick={onBack}>
            <Trans>Back</Trans>
          </Button>
          {button}
        </DialogActions>
      ) : (
        button
      )}
    </form>
  )
}
