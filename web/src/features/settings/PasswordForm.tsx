import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import type { Account } from '@/api/account-types'
import { changePassword } from '@/api/calls/change-password'
import { explainField, explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'
import { toast } from '@/ui/toasts'

/** The old password, and a new one. Who has none yet sets a first one. */
export function PasswordForm({ account }: { account: Account }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [old, setOld] = useState('')
  const [password, setPassword] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      withProof(() => changePassword({ password, old_password: account.has_password ? old : undefined })),
    onSuccess: () => {
      setOld('')
      setPassword('')
      toast(t`Your password is changed. Your other devices are signed out.`)
      void client.invalidateQueries({ queryKey: keys.account })
      return client.invalidateQueries({ queryKey: keys.sessions })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error, 'password', 'old_password')
  return (
    <form onSubmit={submit} noValidate>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      {account.has_password && (
        <PasswordField
          label={t`Current password`}
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.target.value)}
          error={explainField(i18n, error, 'old_password')}
        />
      )}
      <PasswordField
        label={t`New password`}
        hint={t`A short sentence is easy to remember and hard to guess.`}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={explainField(i18n, error, 'password')}
      />
      <Button type="submit" busy={isPending} disabled={!password || (account.has_password && !old)}>
        {account.has_password ? <Trans>Change my password</Trans> : <Trans>Set a password</Trans>}
      </Button>
    </form>
  )
}
