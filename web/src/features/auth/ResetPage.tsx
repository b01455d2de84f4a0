import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link } from 'wouter'

import { askReset } from '@/api/calls/ask-reset'
import { explainField, explainForm } from '@/api/explain'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { ChoosePassword } from './ChoosePassword'
import { Door } from './Door'
import styles from './Door.module.css'
import { useLinkToken } from './link'

/** A forgotten password: ask for a letter, and choose a new one by the link in it. */
export function ResetPage() {
  const { t } = useLingui()
  const token = useLinkToken()
  if (token) {
    return (
      <Door title={t`Choose a new password`} intro={t`Afterwards every device is signed out.`}>
        <ChoosePassword key={token} token={token} />
      </Door>
    )
  }
  return (
    <Door
      title={t`Forgotten password`}
      intro={t`Say which address your account has. The letter Beep sends there lets you choose a new password.`}
    >
      <AskForm />
      <p className={styles.other}>
        <Link href="/login">
          <Trans>Back to signing in</Trans>
        </Link>
      </p>
    </Door>
  )
}

function AskForm() {
  const { t, i18n } = useLingui()
  const [email, setEmail] = useState(() => hintedBySignIn())
  const { mutate, error, isPending, isSuccess } = useMutation({ mutationFn: askReset })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(email.trim())
  }
  if (isSuccess) {
    return (
      <Notice>
        <p>
          <Trans>
            If there is an account with this address, a letter is on its way. Its link is good for an hour.
          </Trans>
        </p>
        <p>
          <Trans>
            No letter? Look among unwanted mail, or ask an administrator: they can hand you the link.
          </Trans>
        </p>
      </Notice>
    )
  }
  const sentence = explainForm(i18n, error, 'email')
  return (
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
      <Button type="submit" wide busy={isPending} disabled={!email.trim()}>
        <Trans>Send the letter</Trans>
      </Button>
    </form>
  )
}

/** What was typed at the door is not typed twice; it travels in no address. */
function hintedBySignIn(): string {
  const state: unknown = window.history.state
  return typeof state === 'object' && state !== null && 'email' in state ? String(state.email) : ''
}
