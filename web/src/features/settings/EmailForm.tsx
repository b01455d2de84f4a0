import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import type { Account } from '@/api/account-types'
import { cancelEmailChange } from '@/api/calls/cancel-email-change'
import { changeEmail } from '@/api/calls/change-email'
import { sendVerification } from '@/api/calls/send-verification'
import { explain, explainField, explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

/** My address, whether it is confirmed, the one that waits, and how to move to another. */
export function EmailForm({ account }: { account: Account }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const change = useMutation({
    mutationFn: () => withProof(() => changeEmail(email.trim())),
    onSuccess: () => {
      setEmail('')
      return client.invalidateQueries({ queryKey: keys.account })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  const sentence = explainForm(i18n, change.error, 'email')
  return (
    <>
      <List>
        {account.email && <Current account={account} email={account.email} />}
        {account.pending && <Pending email={account.pending.email} sending={account.sending} />}
      </List>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`New email address`}
          type="email"
          autoComplete="email"
          hint={t`Nothing changes until the link sent there is followed.`}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={explainField(i18n, change.error, 'email')}
        />
        <Button type="submit" busy={change.isPending} disabled={!email.trim()}>
          <Trans>Change my address</Trans>
        </Button>
      </form>
    </>
  )
}

function Current({ account, email }: { account: Account; email: string }) {
  const { t, i18n } = useLingui()
  const send = useMutation({
    mutationFn: sendVerification,
    onSuccess: () =>
      void toast(account.sending ? t`A letter is on its way.` : t`An administrator has the link.`),
    onError: (error) => void toast(explain(i18n, error)),
  })
  const asks = account.verification && !account.verified
  return (
    <ListRow
      title={email}
      note={account.verified ? t`Confirmed` : account.verification ? t`Not confirmed` : undefined}
    >
      {asks && (
        <Button tone="secondary" busy={send.isPending} onClick={() => send.mutate()}>
          <Trans>Send the letter again</Trans>
        </Button>
      )}
    </ListRow>
  )
}

function Pending({ email, sending }: { email: string; sending: boolean }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: cancelEmailChange,
    onSettled: () => client.invalidateQueries({ queryKey: keys.account }),
    onError: (error) => void toast(explain(i18n, error)),
  })
  return (
    <ListRow
      title={email}
      note={
        sending
          ? t`Becomes yours once you follow the link in the letter sent there.`
          : t`Becomes yours once you follow its link: ask an administrator for it.`
      }
    >
      <Button tone="secondary" busy={cancel.isPending} onClick={() => cancel.mutate()}>
        <Trans>Keep my address</Trans>
      </Button>
    </ListRow>
  )
}
