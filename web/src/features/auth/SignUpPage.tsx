import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Suspense, useState, type ChangeEvent, type FormEvent } from 'react'
import { Link, Redirect, useLocation, useSearch } from 'wouter'

import { signUp } from '@/api/calls/sign-up'
import { explainField, explainForm } from '@/api/explain'
import type { SecondStep } from '@/api/factor-types'
import type { IdentityProvider } from '@/api/identity-types'
import { keepTokens } from '@/api/session'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

import { toSecondStep } from './arrival'
import { destination, withDestination } from './destination'
import { Door } from './Door'
import styles from './Door.module.css'
import { DirectoryDoor, Providers } from './elsewhere'

const EMPTY = { email: '', username: '', password: '' }

export function SignUpPage() {
  const { t, i18n } = useLingui()
  const search = useSearch()
  const [values, setValues] = useState(EMPTY)
  const mutation = useMutation({ mutationFn: signUp, onSuccess: (tokens) => void keepTokens(tokens) })
  const { error, isPending } = mutation
  const signedIn = useSignedIn()
  const [, navigate] = useLocation()
  const [directory, setDirectory] = useState<IdentityProvider>()
  const next = destination(search)

  if (signedIn) return <Redirect to={next} replace />
  if (directory) {
    const giveSecond = (step: SecondStep) => {
      const { to, state } = toSecondStep(step, next)
      navigate(to, { state })
    }
    const back = () => setDirectory(undefined)
    return (
      <Suspense>
        <DirectoryDoor provider={directory} next={next} onStep={giveSecond} onBack={back} />
      </Suspense>
    )
  }
  const field = (name: keyof typeof EMPTY) => ({
    name,
    value: values[name],
    required: true,
    error: explainField(i18n, error, name),
    onChange: (event: ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutation.mutate({
      ...values,
      email: values.email.trim(),
      username: values.username.trim(),
      locale: i18n.locale,
    })
  }
  const sentence = explainForm(i18n, error, 'email', 'username', 'password')
  return (
    <Door title={t`Create your account`} intro={t`One account for every community hosted here.`}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField label={t`Email address`} type="email" autoComplete="email" autoFocus {...field('email')} />
        <TextField
          label={t`User name`}
          hint={t`3 to 32 letters, digits, - or _.`}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          {...field('username')}
        />
        <PasswordField
          label={t`Password`}
          hint={t`A short sentence is easy to remember and hard to guess.`}
          autoComplete="new-password"
          {...field('password')}
        />
        <Button type="submit" busy={isPending} wide>
          <Trans>Create account</Trans>
        </Button>
      </form>
      <Suspense>
        <Providers isNew next={next} onDirectory={setDirectory} />
      </Suspense>
      <p className={styles.other}>
        <Trans>
          Already a member? <Link href={withDestination('/login', search)}>Sign in</Link>
        </Trans>
      </p>
    </Door>
  )
}
