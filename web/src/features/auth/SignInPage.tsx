import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link, Redirect, useSearch } from 'wouter'

import { signIn } from '@/api/calls/sign-in'
import { ApiError } from '@/api/errors'
import { explainField, explainForm } from '@/api/explain'
import { keepTokens } from '@/api/session'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import { destination, hintedEmail, withDestination } from './destination'
import { Door } from './Door'
import styles from './Door.module.css'

export function SignInPage() {
  const { t, i18n } = useLingui()
  const search = useSearch()
  const [email, setEmail] = useState(() => hintedEmail(search))
  const [password, setPassword] = useState('')
  const mutation = useMutation({ mutationFn: signIn, onSuccess: (tokens) => void keepTokens(tokens) })
  const { error, isPending } = mutation
  const signedIn = useSignedIn()

  if (signedIn) return <Redirect to={destination(search)} replace />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutation.mutate({ email: email.trim(), password })
  }
  const refused = error instanceof ApiError && error.status === 401
  const sentence = refused
    ? t`The email address or the password is not right.`
    : explainForm(i18n, error, 'email', 'password')
  return (
    <Door title={t`Welcome back`} intro={t`Sign in to find your communities again.`}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Email address`}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={explainField(i18n, error, 'email')}
        />
        <PasswordField
          label={t`Password`}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={explainField(i18n, error, 'password')}
        />
        <Button type="submit" busy={isPending} wide>
          <Trans>Sign in</Trans>
        </Button>
      </form>
      <p className={styles.other}>
        <Link href="/reset" state={{ email: email.trim() }}>
          <Trans>Forgotten password?</Trans>
        </Link>
      </p>
      <p className={styles.other}>
        <Trans>
          New here? <Link href={withDestination('/signup', search)}>Create an account</Link>
        </Trans>
      </p>
    </Door>
  )
}
