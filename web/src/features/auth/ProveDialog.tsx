import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { listProofs } from '@/api/calls/list-proofs'
import { reauthenticate, reauthenticateByCode, reauthenticateByPasskey } from '@/api/calls/reauthenticate'
import { explain, explainField, explainForm } from '@/api/explain'
import type { IdentityProvider } from '@/api/identity-types'
import { keys } from '@/api/keys'
import { canUsePasskeys, wasDeclined } from '@/lib/passkeys'
import { DirectoryForm } from '@/live/DirectoryForm'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'
import { SkeletonRows } from '@/ui/Skeleton'

import { ProveElsewhere } from './ProveElsewhere'

/** What was asked for is dangerous in other hands: is it still me? By whatever I have to show it. */
export function ProveDialog({ onEnd }: { onEnd: (proved: boolean) => void }) {
  const { t, i18n } = useLingui()
  const proofs = useQuery({ queryKey: keys.proofs, queryFn: listProofs })
  const kinds = proofs.data?.kinds ?? (proofs.error ? ['password'] : [])
  const [directory, setDirectory] = useState<IdentityProvider>()
  const [chosen, setChosen] = useState<'password' | 'totp'>()
  const [secret, setSecret] = useState('')
  const done = { onSuccess: () => onEnd(true) }
  const byPasskey = useMutation({ mutationFn: reauthenticateByPasskey, ...done })
  const way = chosen ?? (['password', 'totp'] as const).find((kind) => kinds.includes(kind))
  const bySecret = useMutation({
    mutationFn: way === 'totp' ? reauthenticateByCode : reauthenticate,
    ...done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    byPasskey.reset()
    bySecret.mutate(secret)
  }
  const choose = (next: 'password' | 'totp') => {
    bySecret.reset()
    setSecret('')
    setChosen(next)
  }
  const keyError = byPasskey.error && !wasDeclined(byPasskey.error) ? byPasskey.error : undefined
  const sentence = keyError
    ? (explainField(i18n, keyError, 'credential') ?? explain(i18n, keyError))
    : explainForm(i18n, bySecret.error, 'password', 'code')
  const field = {
    value: secret,
    error: explainField(i18n, bySecret.error, 'password', 'code'),
    onChange: (event: { target: { value: string } }) => setSecret(event.target.value),
  }
  const frame = {
    title: t`Is it still you?`,
    intro: t`What you are about to do asks for it. It holds for ten minutes.`,
    onClose: () => onEnd(false),
  }
  if (directory) {
    return (
      <Dialog {...frame}>
        <DirectoryForm
          provider={directory}
          purpose="prove"
          act={t`Continue`}
          onOutcome={() => onEnd(true)}
          onBack={() => setDirectory(undefined)}
        />
      </Dialog>
    )
  }
  return (
    <Dialog {...frame}>
      <form onSubmit={submit} noValidate>
        {proofs.isPending && <SkeletonRows count={1} label={t`Loading`} />}
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {kinds.includes('passkey') && canUsePasskeys() && (
          <Button
            icon="key"
            wide
            tone="secondary"
            busy={byPasskey.isPending}
            onClick={() => byPasskey.mutate()}
          >
            <Trans>Use a passkey</Trans>
          </Button>
        )}
        {way === 'totp' && (
          <TextField
            label={t`Code of your authenticator app`}
            inputMode="numeric"
            autoComplete="one-time-code"
            {...field}
          />
        )}
        {way === 'password' && (
          <PasswordField label={t`Your password`} autoComplete="current-password" {...field} />
        )}
        {way === 'password' && kinds.includes('totp') && (
          <Button tone="ghost" onClick={() => choose('totp')}>
            <Trans>Use my authenticator app</Trans>
          </Button>
        )}
        {way === 'totp' && kinds.includes('password') && (
          <Button tone="ghost" onClick={() => choose('password')}>
            <Trans>Use my password</Trans>
          </Button>
        )}
        {!proofs.isPending && (
          <ProveElsewhere
            alone={kinds.length === 0}
            onProved={() => onEnd(true)}
            onDirectory={setDirectory}
          />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={() => onEnd(false)}>
            <Trans>Cancel</Trans>
          </Button>
          {way && (
            <Button type="submit" busy={bySecret.isPending} disabled={!secret}>
              <Trans>Continue</Trans>
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  )
}
