import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { listClients } from '@/api/calls/list-clients'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Client } from '@/api/types'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'
import { Menu, type MenuItem } from '@/ui/Menu'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { ClientForm } from './ClientForm'
import { RemoveClient, RenewSecret } from './ClientDialogs'

type Open = { what: 'register' } | { what: 'change' | 'secret' | 'remove'; client: Client }

/** For administrators: the applications people may sign in to with this Beep. */
export function Clients() {
  const { t, i18n } = useLingui()
  const { data, error } = useQuery({ queryKey: keys.clients, queryFn: listClients })
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Section
      title={t`Applications that sign in with Beep`}
      note={t`A wiki, a cloud, a mobile app: whatever speaks OpenID Connect needs no accounts of its own.`}
    >
      <CopyField
        label={t`Address of this Beep for applications`}
        hint={t`Also called issuer. Applications find everything else from it.`}
        value={window.location.origin}
      />
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!data && !error && <SkeletonRows count={2} label={t`Applications are loading`} />}
      {data?.length === 0 && (
        <EmptyState picture="hello" title={t`No application yet`}>
          <p>
            <Trans>Register one to get its identifier and its secret.</Trans>
          </p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <List>
          {data.map((client) => (
            <ListRow key={client.id} title={client.name} note={<About client={client} />}>
              <Actions client={client} onOpen={setOpen} />
            </ListRow>
          ))}
        </List>
      )}
      <Button icon="plus" onClick={() => setOpen({ what: 'register' })}>
        <Trans>Register an application</Trans>
      </Button>
      {open?.what === 'register' && <ClientForm onClose={close} />}
      {open?.what === 'change' && <ClientForm client={open.client} onClose={close} />}
      {open?.what === 'secret' && <RenewSecret client={open.client} onClose={close} />}
      {open?.what === 'remove' && <RemoveClient client={open.client} onClose={close} />}
    </Section>
  )
}

function About({ client }: { client: Client }) {
  const { t } = useLingui()
  const kind = client.public ? t`without a secret` : t`with a secret`
  return (
    <>
      {client.id} · {kind} · {client.redirect_uris.join(' · ')}
    </>
  )
}

function Actions({ client, onOpen }: { client: Client; onOpen: (open: Open) => void }) {
  const { t } = useLingui()
  const items: MenuItem[] = [
    { label: t`Change`, icon: 'edit', onSelect: () => onOpen({ what: 'change', client }) },
    {
      label: t`Remove the application`,
      icon: 'trash',
      danger: true,
      onSelect: () => onOpen({ what: 'remove', client }),
    },
  ]
  if (!client.public) {
    items.splice(1, 0, {
      label: t`New secret`,
      icon: 'retry',
      onSelect: () => onOpen({ what: 'secret', client }),
    })
  }
  return <Menu icon="more" label={t`Actions for ${client.name}`} items={items} />
}
