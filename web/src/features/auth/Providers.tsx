import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'

import { listProviders } from '@/api/calls/list-providers'
import { explain } from '@/api/explain'
import type { IdentityProvider } from '@/api/identity-types'
import { keys } from '@/api/keys'
import { leaveToProve } from '@/live/leaving-to-prove'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { ProviderButton } from '@/ui/ProviderButton'

import styles from './Providers.module.css'

interface ProvidersProps {
  /** New people are offered those only that take them. */
  isNew?: boolean
  /** Where to go on once one is in. */
  next: string
  onDirectory: (provider: IdentityProvider) => void
}

/** Who else one may sign in by; nothing where there is nobody. */
export function Providers({ isNew, next, onDirectory }: ProvidersProps) {
  const { i18n } = useLingui()
  const { data, error, refetch } = useQuery({
    queryKey: keys.providers,
    queryFn: listProviders,
    staleTime: 30_000,
  })
  const leave = useMutation({
    mutationFn: (provider: IdentityProvider) => leaveToProve(provider.name, 'sign_in', next),
  })
  if (error && !data) {
    return (
      <div className={styles.ways}>
        <Notice>
          <Trans>Whether you can sign in by others is not known right now.</Trans>
        </Notice>
        <Button tone="ghost" wide onClick={() => void refetch()}>
          <Trans>Try again</Trans>
        </Button>
      </div>
    )
  }
  const offered = data?.filter((one) => one.allow_sign_up || !isNew) ?? []
  if (offered.length === 0) return null
  return (
    <div className={styles.ways}>
      <p className={styles.or}>
        <Trans>or</Trans>
      </p>
      {leave.error && <Notice tone="danger">{explain(i18n, leave.error)}</Notice>}
      {offered.map((one) => (
        <ProviderButton
          key={one.name}
          provider={one}
          // The page is on its way elsewhere: what was pressed stays pressed.
          busy={leave.variables?.name === one.name && (leave.isPending || leave.isSuccess)}
          onChoose={() => (one.kind === 'ldap' ? onDirectory(one) : leave.mutate(one))}
        />
      ))}
    </div>
  )
}
