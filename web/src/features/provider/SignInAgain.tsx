import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { reauthenticate } from '@/api/calls/reauthenticate'
import { signOut } from '@/api/calls/sign-out'
import { explainField, explainForm } from '@/api/explain'
import { dropTokens } from '@/api/session'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import { Card } from './Card'
import styles from './Card.module.css'

interface SignInAgainProps {
  name: string
  busy: boolean
  onDone: () => void
}

/** The application wants to be sure that it is still the same person: the password once more. */
export function SignInAgain({ name, busy, onDone }: SignInAgainProps) {
  const { t, i18n } = useLingui()
  const [password, setPassword] = useState('')
  const prove = useMutation({ mutationFn: reauthenticate, onSuccess: onDone })
  // Who signs in another way does so from the start, and comes back here.
  const leave = useMutation({ mutationFn: signOut, onSettled: dropTokens })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    prove.mutate(password)
  }
  const sentence = explainForm(i18n, prove.error, 'password')
  return (
    <Card title={t`Is it still you?`}>
      <p>
        <Trans>{name} asks you to sign in once more.</Trans>
      </p>
      <form className={styles.actions} onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <PasswordField
          label={t`Your password`}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={explainField(i18n, prove.error, 'password')}
        />
        <Button type="submit" wide busy={prove.isPending || busy} disabled={!password}>
          <Trans>Continue</Trans>
        </Button>
        <Button tone="ghost" wide busy={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Sign in another way</Trans>
        </Button>
      </form>
    </Card>
  )
}
