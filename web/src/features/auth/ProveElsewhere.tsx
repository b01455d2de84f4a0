import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { listIdentities } from '@/api/calls/list-identities'
import { listProviders } from '@/api/calls/list-providers'
import { explain } from '@/api/explain'
import type { IdentityProvider } from '@/api/identity-types'
import { keys } from '@/api/keys'
import { onProvedBeside, openBeside, proveBeside } from '@/live/leaving-to-prove'
import { Notice } from '@/ui/Notice'
import { ProviderButton } from '@/ui/ProviderButton'

interface ProveElsewhereProps {
  /** There is nothing of Beep's own to show. */
  alone: boolean
  onProved: () => void
  onDirectory: (provider: IdentityProvider) => void
}

/** Others who know me: their pages open beside this one, so that nothing typed here is lost. */
export function ProveElsewhere({ alone, onProved, onDirectory }: ProveElsewhereProps) {
  const { t, i18n } = useLingui()
  const identities = useQuery({ queryKey: keys.identities, queryFn: listIdentities })
  const providers = useQuery({ queryKey: keys.providers, queryFn: listProviders, staleTime: 30_000 })
  const proved = useRef(onProved)
  useEffect(() => {
    proved.current = onProved
  })
  useEffect(() => onProvedBeside(() => proved.current()), [])
  const away = useMutation({
    mutationFn: ({ one, beside }: { one: IdentityProvider; beside: Window | null }) =>
      proveBeside(one.name, beside),
  })
  const mine = providers.data?.filter((one) => identities.data?.some((held) => held.provider === one.name))
  if (mine?.length === 0 && alone && identities.data) {
    return (
      <Notice>{t`You have nothing here to show it with. Sign out, sign in again, and come back.`}</Notice>
    )
  }
  const error = away.error ?? (alone ? (identities.error ?? providers.error) : undefined)
  return (
    <>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {mine?.map((one) => (
        <ProviderButton
          key={one.name}
          provider={one}
          busy={away.isPending && away.variables.one.name === one.name}
          onChoose={() =>
            one.kind === 'ldap' ? onDirectory(one) : away.mutate({ one, beside: openBeside() })
          }
        />
      ))}
      {away.isSuccess && (
        <Notice>
          <Trans>Go on in the window that has opened. This one waits for it.</Trans>
        </Notice>
      )}
    </>
  )
}
