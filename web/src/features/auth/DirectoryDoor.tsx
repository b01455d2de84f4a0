import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { ApiError, secondStepOf } from '@/api/errors'
import type { SecondStep } from '@/api/factor-types'
import type { IdentityProvider, ProofOutcome } from '@/api/identity-types'
import { DirectoryForm } from '@/live/DirectoryForm'
import { Button } from '@/ui/Button'

import { goOn } from './arrival'
import { Door } from './Door'
import { HasAccount } from './HasAccount'

interface DirectoryDoorProps {
  provider: IdentityProvider
  /** Where to go on once one is in. */
  next: string
  onStep: (step: SecondStep) => void
  onBack: () => void
}

/** Sign in or up by a directory, which has no pages of its own. */
export function DirectoryDoor({ provider, next, onStep, onBack }: DirectoryDoorProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [known, setKnown] = useState<ApiError>()
  const { label } = provider
  const enter = (outcome: ProofOutcome) => {
    const { to, state } = goOn(outcome, provider.name, next)
    navigate(to, { replace: !outcome.newcomer, state })
  }
  const handle = (error: unknown) => {
    const step = secondStepOf(error)
    if (step) onStep(step)
    const hasAccount = error instanceof ApiError && error.key === 'identities.email_has_account'
    if (hasAccount) setKnown(error)
    return Boolean(step) || hasAccount
  }
  if (known) return <HasAccount email={known.email} onLeave={onBack} />
  return (
    <Door
      title={t`Continue with ${label}`}
      intro={<Trans>With the user name and the password you have there.</Trans>}
    >
      <DirectoryForm
        provider={provider}
        purpose="sign_in"
        act={t`Continue`}
        onOutcome={enter}
        onError={handle}
      />
      <Button tone="ghost" wide icon="back" onClick={onBack}>
        <Trans>Take another way</Trans>
      </Button>
    </Door>
  )
}
