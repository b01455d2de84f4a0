import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { giveCode } from '@/api/calls/give-code'
import { givePasskey } from '@/api/calls/give-passkey'
import { ApiError } from '@/api/errors'
import { explain, explainField, explainForm } from '@/api/explain'
import type { SecondStep as Step } from '@/api/factor-types'
import type { Tokens } from '@/api/types'
import { canUsePasskeys, wasDeclined } from '@/lib/passkeys'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import { CodeField, type CodeKind } from './CodeField'

interface SecondStepProps {
  step: Step
  /** What the button says. */
  act: string
  onTokens: (tokens: Tokens) => void
  /** It took too long, or failed too often. */
  onOver: (error: unknown) => void
}

/** The first step was right: now a code, a passkey, or a code on paper. */
export function SecondStep({ step, act, onTokens, onOver }: SecondStepProps) {
  const { i18n } = useLingui()
  const { ticket, kinds } = step
  const [kind, setKind] = useState(() => (['totp', 'recovery'] as const).find((one) => kinds.includes(one)))
  const [code, setCode] = useState('')
  const done = { onSuccess: onTokens, onError: (error: unknown) => isOver(error) && onOver(error) }
  const byCode = useMutation({ mutationFn: giveCode, ...done })
  const byPasskey = useMutation({ mutationFn: () => givePasskey(ticket), ...done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    byPasskey.reset()
    if (kind) byCode.mutate({ ticket, kind, code })
  }
  const choose = (next: CodeKind) => {
    byCode.reset()
    setCode('')
    setKind(next)
  }
  const keyError = byPasskey.error && !wasDeclined(byPasskey.error) ? byPasskey.error : undefined
  const sentence = keyError
    ? (explainField(i18n, keyError, 'credential') ?? explain(i18n, keyError))
    : explainForm(i18n, byCode.error, 'code')
  const other = kind === 'totp' ? 'recovery' : 'totp'
  return (
    <>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      {kinds.includes('passkey') && canUsePasskeys() && (
        <Button
          icon="key"
          wide
          tone={kind === 'totp' ? 'secondary' : 'primary'}
          busy={byPasskey.isPending}
          onClick={() => byPasskey.mutate()}
        >
          <Trans>Use a passkey</Trans>
        </Button>
      )}
      {kind && (
        <form onSubmit={submit} noValidate>
          <CodeField
            kind={kind}
            value={code}
            onChange={setCode}
            error={explainField(i18n, byCode.error, 'code')}
          />
          <Button type="submit" wide busy={byCode.isPending} disabled={!code.trim()}>
            {act}
          </Button>
        </form>
      )}
      {kind && kinds.includes(other) && (
        <Button tone="ghost" wide onClick={() => choose(other)}>
          {other === 'recovery' ? (
            <Trans>Use a recovery code</Trans>
          ) : (
            <Trans>Use my authenticator app</Trans>
          )}
        </Button>
      )}
    </>
  )
}

const isOver = (error: unknown) => error instanceof ApiError && error.key === 'auth.ticket_over'
