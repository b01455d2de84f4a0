import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { archiveServer } from '@/api/calls/archive-server'
import { restoreServer } from '@/api/calls/restore-server'
import { ActDialog } from '@/live/ActDialog'
import { useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Section } from '@/ui/Page'

import { DeleteServerDialog } from '../DeleteServerDialog'
import { OwnershipSection } from './OwnershipSection'

/** What changes everything for everybody: who owns the server, whether it goes on, whether it exists. */
export function DangerPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<'archive' | 'delete'>()
  const server = useServer(serverId).data
  if (!server) return null
  const { name } = server
  const archived = Boolean(server.archived_at)
  const close = () => setOpen(undefined)
  return (
    <>
      <OwnershipSection serverId={serverId} />
      <Section
        title={t`Archive`}
        note={t`An archived server can be read by its members, and nobody writes in it. It can be restored.`}
      >
        <Button tone="secondary" icon="archive" onClick={() => setOpen('archive')}>
          {archived ? <Trans>Restore the server</Trans> : <Trans>Archive the server</Trans>}
        </Button>
      </Section>
      <Section
        title={t`Delete the server`}
        note={t`Channels and messages go with it. Nobody can bring them back.`}
      >
        <Button tone="danger" icon="trash" onClick={() => setOpen('delete')}>
          <Trans>Delete the server</Trans>
        </Button>
      </Section>
      {open === 'archive' && (
        <ActDialog
          title={archived ? t`Restore ${name}?` : t`Archive ${name}?`}
          intro={archived ? t`Its members write again.` : t`From now on it is only read.`}
          act={archived ? t`Restore` : t`Archive`}
          tone="primary"
          withReason={false}
          run={() => (archived ? restoreServer : archiveServer)(serverId)}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <DeleteServerDialog server={server} onDeleted={() => navigate('/')} onClose={close} />
      )}
    </>
  )
}
