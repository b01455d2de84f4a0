import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Link } from 'wouter'

import { resetPassword } from '@/api/calls/reset-password'
import { ApiError, secondStepOf } from '@/api/errors'
import { explainField, explainForm } from '@/api/explain'
import { dropTokens, keepTokens } from '@/api/session'
import type { Tokens } from '@/api/types'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import styles from './Door.module.css'
import { forgetLink } from './link'
import { SecondStep } from './SecondStep'

/** A new password, chosen by a letter's link; who has a second factor proves it before it is set. */
export function ChoosePassword({ token }: { token: string }) {
  const { t, i18n } = useLingui()
  const [password, setPassword] = useState('')
  const { mutate, reset, error, isPending, isSuccess } = useMutation({
    mutationFn: (signedIn: boolean) => resetPassword({ token, password }, signedIn),
    onSuccess: () => {
      forgetLink()
      dropTokens()
    },
  })
  if (isSuccess) return <Done />
  const step = secondStepOf(error)
  if (step) {
    const proved = (tokens: Tokens) => {
      keepTokens(tokens)
      mutate(true)
    }
    return <SecondStep step={step} act={t`Continue`} onTokens={proved} onOver={reset} />
  }
  const over = error instanceof ApiError && error.key === 'auth.link_over'
  const sentence = explainForm(i18n, error, 'password')
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        mutate(false)
      }}
      noValidate
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <PasswordField
        label={t`New password`}
        hint={t`A short sentence is easy to remember and hard to guess.`}
        name="password"
        autoComplete="new-password"
        required
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={explainField(i18n, error, 'password')}
      />
      {over ? (
        <p className={styles.other}>
          <Link href="/reset">
            <Trans>Ask for a new link</Trans>
          </Link>
        </p>
      ) : (
        <Button type="submit" wide busy={isPending} disabled={!password}>
          <Trans>Change my password</Trans>
        </Button>
      )}
    </form>
  )
}

function Done() {
  return (
    <>
      <Notice>
        <Trans>Your password is changed, and every device is signed out.</Trans>
      </Notice>
      <p className={styles.other}>
        <Link href="/login">
          <Trans>Sign in</Trans>
        </Link>
      </p>
    </>
  )
}
