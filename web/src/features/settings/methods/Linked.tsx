import '@/api/explain-identities'

import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { unlinkIdentity } from '@/api/calls/unlink-identity'
import type { LinkedIdentity } from '@/api/identity-types'
import { keys } from '@/api/keys'
import { ActDialog } from '@/live/ActDialog'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { ListRow } from '@/ui/List'
import { ProviderIcon } from '@/ui/ProviderIcon'

import { AboutIdentity } from './AboutIdentity'

/** An account elsewhere that opens mine. */
export function Linked({ identity }: { identity: LinkedIdentity }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { label } = identity
  const unlink = async () => {
    await withProof(() => unlinkIdentity(identity.id))
    await client.invalidateQueries({ queryKey: keys.identities })
  }
  return (
    <ListRow
      start={<ProviderIcon name={identity.icon} size={24} />}
      title={label}
      note={<AboutIdentity identity={identity} />}
    >
      <Button tone="secondary" aria-label={t`Unlink ${label}`} onClick={() => setAsking(true)}>
        <Trans>Unlink</Trans>
      </Button>
      {asking && (
        <ActDialog
          title={t`Unlink ${label}?`}
          intro={t`You cannot sign in with it any more. You can link it again whenever you want.`}
          act={t`Unlink`}
          done={t`${label} does not open your account any more.`}
          withReason={false}
          run={unlink}
          onClose={() => setAsking(false)}
        />
      )}
    </ListRow>
  )
}
