import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { explain } from '@/api/explain'
import type { IdentityProvider } from '@/api/identity-types'
import { leaveToProve } from '@/live/leaving-to-prove'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { ListRow } from '@/ui/List'
import { ProviderIcon } from '@/ui/ProviderIcon'
import { toast } from '@/ui/toasts'

import { LinkDirectory } from './LinkDirectory'

const HERE = '/settings/methods'

/** An account elsewhere that could open mine. */
export function Linkable({ provider, mayLink }: { provider: IdentityProvider; mayLink: boolean }) {
  const { t, i18n } = useLingui()
  const [asking, setAsking] = useState(false)
  const { label } = provider
  const leave = useMutation({
    mutationFn: () => withProof(() => leaveToProve(provider.name, 'link', HERE)),
    onError: (error) => toast(explain(i18n, error), 'danger'),
  })
  return (
    <ListRow
      start={<ProviderIcon name={provider.icon} size={24} />}
      title={label}
      note={provider.available ? t`Not linked` : t`Does not answer right now`}
    >
      <Button
        tone="secondary"
        aria-label={t`Link ${label}`}
        disabled={!provider.available || !mayLink}
        busy={leave.isPending || leave.isSuccess}
        onClick={() => (provider.kind === 'ldap' ? setAsking(true) : leave.mutate())}
      >
        <Trans context="act">Link</Trans>
      </Button>
      {asking && <LinkDirectory provider={provider} onClose={() => setAsking(false)} />}
    </ListRow>
  )
}
