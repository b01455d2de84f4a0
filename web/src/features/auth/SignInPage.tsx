import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { Redirect, useSearch } from 'wouter'

import type { SecondStep as Step } from '@/api/factor-types'
import type { IdentityProvider } from '@/api/identity-types'
import { keepTokens } from '@/api/session'
import type { Tokens } from '@/api/types'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'

import { destination, hintedEmail } from './destination'
import { Door } from './Door'
import { DirectoryDoor } from './elsewhere'
import { FirstStep } from './FirstStep'
import { SecondStep } from './SecondStep'

/** The address, and a password or a passkey, or somebody else's word; then the second factor of who has one. */
export function SignInPage() {
  const search = useSearch()
  const signedIn = useSignedIn()
  if (signedIn) return <Redirect to={destination(search)} replace />
  // Whoever is sent here for another place, or as somebody else, begins anew.
  return <SigningIn key={search} search={search} />
}

function SigningIn({ search }: { search: string }) {
  const { t } = useLingui()
  const [email, setEmail] = useState(() => hintedEmail(search))
  const [step, setStep] = useState(begunElsewhere)
  const [ended, setEnded] = useState<unknown>()
  const [directory, setDirectory] = useState<IdentityProvider>()
  const enter = (tokens: Tokens) => void keepTokens(tokens)
  const back = (why?: unknown) => {
    setEnded(why)
    setStep(undefined)
  }
  if (step) {
    return (
      <Door title={t`One more step`} intro={t`The first one was right. Now show that it is really you.`}>
        <SecondStep step={step} act={t`Sign in`} onTokens={enter} onOver={back} />
        <Button tone="ghost" wide onClick={() => back()}>
          <Trans>Begin again</Trans>
        </Button>
      </Door>
    )
  }
  if (directory) {
    return (
      <Suspense>
        <DirectoryDoor
          provider={directory}
          next={destination(search)}
          onStep={setStep}
          onBack={() => setDirectory(undefined)}
        />
      </Suspense>
    )
  }
  const begin = () => setEnded(undefined)
  return (
    <FirstStep
      email={email}
      onEmail={setEmail}
      ended={ended}
      onBegin={begin}
      onTokens={enter}
      onStep={setStep}
      onDirectory={setDirectory}
    />
  )
}

/** Who proved to another site who they are comes here for the second step, if they have one. */
function begunElsewhere(): Step | undefined {
  const state: unknown = window.history.state
  return (state as { secondStep?: Step } | null)?.secondStep
}
