import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'

import { finishProof } from '@/api/calls/finish-proof'
import { secondStepOf } from '@/api/errors'
import type { ProofOutcome } from '@/api/identity-types'
import { takeAway, tellProved, type Away } from '@/live/leaving-to-prove'
import { SkeletonRows } from '@/ui/Skeleton'
import { toast } from '@/ui/toasts'

import { arrivalOf, goOn, toSecondStep } from './arrival'
import { CallbackTrouble } from './CallbackTrouble'
import { ChooseName } from './ChooseName'
import { Door } from './Door'

/** What the provider sent this browser back with. */
function readAddress() {
  const query = new URLSearchParams(window.location.search)
  const get = (name: string) => query.get(name) ?? undefined
  return { state: get('state') ?? '', code: get('code'), iss: get('iss'), error: get('error') }
}

type Back = ReturnType<typeof readAddress>

/** The way back from a provider's pages: in, to choosing a name, or to where one was. */
export function CallbackPage({ provider }: { provider: string }) {
  const arrival = arrivalOf(useHistoryState())
  const [back] = useState(readAddress)
  if (arrival?.provider === provider) return <ChooseName arrival={arrival} />
  return <Coming provider={provider} back={back} />
}

interface Ended {
  away: Away | undefined
  outcome?: ProofOutcome
  error?: unknown
}

async function finish(provider: string, { state, code, iss }: Back): Promise<Ended> {
  const away = takeAway(state)
  if (!away || away.provider !== provider || !code) return { away }
  try {
    const body = { state, code, iss, browser_secret: away.secret }
    return { away, outcome: await finishProof(provider, away.purpose, body) }
  } catch (error) {
    return { away, error }
  }
}

function Coming({ provider, back }: { provider: string; back: Back }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  // An answer counts once, however often this page is drawn.
  const { data } = useQuery({
    queryKey: ['proof', back.state],
    queryFn: () => finish(provider, back),
    staleTime: Infinity,
    retry: false,
  })
  useEffect(() => {
    // What was in the address is used up, and nobody's business.
    window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  const step = secondStepOf(data?.error)
  useEffect(() => {
    if (!data?.away) return
    const { away, outcome } = data
    if (outcome?.outcome === 'proved' && away.aside) {
      tellProved()
      window.close()
      return
    }
    const second = secondStepOf(data.error)
    const move = outcome
      ? goOn(outcome, provider, away.next)
      : second
        ? toSecondStep(second, away.next)
        : undefined
    if (outcome?.outcome === 'linked') toast(t`Your account is linked to ${outcome.identity?.label ?? ''}.`)
    if (outcome?.outcome === 'proved') toast(t`Thank you. You can go on now.`)
    if (move) navigate(move.to, { replace: true, state: move.state })
  }, [data, navigate, provider, t])
  if (data && !data.outcome && !step) {
    return <CallbackTrouble provider={provider} away={data.away} error={data.error} refused={back.error} />
  }
  if (data?.outcome?.outcome === 'proved' && data.away?.aside) {
    return (
      <Door title={t`It is you`} intro={<Trans>Go on in the window you came from.</Trans>}>
        <p>
          <Trans>This one can be closed.</Trans>
        </p>
      </Door>
    )
  }
  return (
    <Door title={t`Almost there…`} intro={<Trans>Checking what you have just proved.</Trans>}>
      <SkeletonRows count={2} label={t`Signing you in`} />
    </Door>
  )
}
