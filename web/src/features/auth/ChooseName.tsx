import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link, useLocation } from 'wouter'

import '@/api/explain-identities'

import { signUpByTicket } from '@/api/calls/sign-up-by-ticket'
import { ApiError } from '@/api/errors'
import { explainField, explainForm } from '@/api/explain'
import { keepTokens } from '@/api/session'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { toSignIn, type Arrival } from './arrival'
import { Door } from './Door'
import styles from './Door.module.css'
import { HasAccount } from './HasAccount'

/** Somebody new, whom a provider knows: all that is missing is a name. */
export function ChooseName({ arrival }: { arrival: Arrival }) {
  const { t, i18n } = useLingui()
  const { newcomer, provider, next } = arrival
  const [, navigate] = useLocation()
  const [username, setUsername] = useState(newcomer.username)
  const [displayName, setDisplayName] = useState(newcomer.display_name ?? '')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      signUpByTicket(provider, {
        ticket: newcomer.ticket,
        username: username.trim(),
        display_name: displayName.trim() || null,
        locale: i18n.locale,
      }),
    onSuccess: (tokens) => {
      keepTokens(tokens)
      navigate(next, { replace: true, state: null })
    },
  })
  const key = error instanceof ApiError ? error.key : undefined
  if (key === 'identities.email_has_account') return <HasAccount email={newcomer.email ?? undefined} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error, 'username', 'global_name')
  return (
    <Door
      title={t`Choose your name`}
      intro={<Trans>You are new here: this is how others will find and see you.</Trans>}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`User name`}
          hint={t`3 to 32 letters, digits, - or _.`}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          value={username}
          onChange={(event) => setUsername(event.target.value)}
          error={explainField(i18n, error, 'username')}
        />
        <TextField
          label={t`Display name (optional)`}
          autoComplete="name"
          value={displayName}
          onChange={(event) => setDisplayName(event.target.value)}
          error={explainField(i18n, error, 'global_name')}
        />
        <p className={styles.intro}>
          <Address email={newcomer.email} />
        </p>
        {key === 'identities.flow_over' ? (
          <p className={styles.other}>
            <Link href={toSignIn(next)}>
              <Trans>Begin again</Trans>
            </Link>
          </p>
        ) : (
          <Button type="submit" wide busy={isPending}>
            <Trans>Create account</Trans>
          </Button>
        )}
      </form>
    </Door>
  )
}

function Address({ email }: { email: string | null }) {
  return email ? (
    <Trans>Your account will have the address {email}. Only you see it.</Trans>
  ) : (
    <Trans>Your account will have no email address: you can add one in your settings.</Trans>
  )
}
