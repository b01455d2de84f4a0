import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Suspense, useState, type FormEvent } from 'react'
import { Link, useSearch } from 'wouter'

import { signIn } from '@/api/calls/sign-in'
import { signInByPasskey } from '@/api/calls/sign-in-by-passkey'
import { ApiError, secondStepOf } from '@/api/errors'
import { explain, explainField, explainForm } from '@/api/explain'
import type { SecondStep } from '@/api/factor-types'
import type { IdentityProvider } from '@/api/identity-types'
import type { Tokens } from '@/api/types'
import { canUsePasskeys, wasDeclined } from '@/lib/passkeys'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import { destination, withDestination } from './destination'
import { Door } from './Door'
import styles from './Door.module.css'
import { Providers } from './elsewhere'
import { useQuietPasskeys } from './use-quiet-passkeys'

interface FirstStepProps {
  email: string
  onEmail: (email: string) => void
  /** Why the second step came to nothing. */
  ended: unknown
  onBegin: () => void
  onTokens: (tokens: Tokens) => void
  onStep: (step: SecondStep) => void
  onDirectory: (provider: IdentityProvider) => void
}

export function FirstStep(props: FirstStepProps) {
  const { email, onEmail, ended, onBegin, onTokens, onStep, onDirectory } = props
  const { t, i18n } = useLingui()
  const search = useSearch()
  const [password, setPassword] = useState('')
  const [quiet, setQuiet] = useState<unknown>()
  const stopOffering = useQuietPasskeys(canUsePasskeys(), onTokens, setQuiet)
  const byPassword = useMutation({
    mutationFn: signIn,
    onSuccess: onTokens,
    onError: (error) => {
      const step = secondStepOf(error)
      if (step) onStep(step)
    },
  })
  const byPasskey = useMutation({ mutationFn: () => signInByPasskey(), onSuccess: onTokens })
  const begin = () => {
    onBegin()
    setQuiet(undefined)
    byPasskey.reset()
    byPassword.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin()
    byPassword.mutate({ email: email.trim(), password })
  }
  const askForPasskey = () => {
    begin()
    stopOffering()
    byPasskey.mutate()
  }
  const { error } = byPassword
  const keyError = byPasskey.error && !wasDeclined(byPasskey.error) ? byPasskey.error : quiet
  const wrong = error instanceof ApiError && error.key === 'auth.wrong_credentials'
  const other = ended ?? keyError
  const sentence = wrong
    ? t`The email address or the password is not right.`
    : error && !secondStepOf(error)
      ? explainForm(i18n, error, 'email', 'password')
      : other
        ? (explainField(i18n, other, 'credential') ?? explain(i18n, other))
        : undefined
  return (
    <Door title={t`Welcome back`} intro={t`Sign in to find your communities again.`}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Email address`}
          type="email"
          name="email"
          autoComplete="username webauthn"
          required
          autoFocus
          value={email}
          onChange={(event) => onEmail(event.target.value)}
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
        <Button type="submit" busy={byPassword.isPending} wide>
          <Trans>Sign in</Trans>
        </Button>
        {canUsePasskeys() && (
          <Button tone="secondary" icon="key" busy={byPasskey.isPending} wide onClick={askForPasskey}>
            <Trans>Sign in with a passkey</Trans>
          </Button>
        )}
      </form>
      <Suspense>
        <Providers next={destination(search)} onDirectory={onDirectory} />
      </Suspense>
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
