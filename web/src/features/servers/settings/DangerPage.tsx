import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Section } from '@/ui/Page'

import { DeleteServerDialog } from '../DeleteServerDialog'

/** What cannot be taken back. */
export function DangerPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [deleting, setDeleting] = useState(false)
  const server = useServer(serverId).data
  if (!server) return null
  return (
    <Section
      title={t`Delete the server`}
      note={t`Channels and messages go with it. Nobody can bring them back.`}
    >
      <Button tone="danger" icon="trash" onClick={() => setDeleting(true)}>
        <Trans>Delete the server</Trans>
      </Button>
      {deleting && (
        <DeleteServerDialog
          server={server}
          onDeleted={() => navigate('/')}
          onClose={() => setDeleting(false)}
        />
      )}
    </Section>
  )
}
