import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, type ReactNode } from 'react'

import { openCreateServer, openJoinServer } from '@/features/servers/dialogs'
import { useMe, useServers } from '@/live/queries'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { useLayout } from '@/ui/layout'
import { PaneHeader } from '@/ui/PaneHeader'
import { usePhone } from '@/ui/use-phone'

import { HomeNavigation } from './HomeNavigation'
import { InvitedList } from './pages'
import styles from './Home.module.css'
import frame from './Workspace.module.css'

/** Where one lands without a server: the servers one has, or how to get a first one. */
export function Home({ panel }: { panel: ReactNode }) {
  const { t } = useLingui()
  const me = useMe()
  const servers = useServers().data
  const phone = usePhone()
  const pane = useLayout((state) => state.pane)
  const name = me ? (me.global_name ?? me.username) : ''
  return (
    <>
      <HomeNavigation panel={panel} />
      <main className={`${frame.main} ${frame.wide}`} inert={phone && pane !== 'main'}>
        <PaneHeader title={t`Home`} />
        <EmptyState picture="home" title={name ? t`Hello ${name}` : t`Hello`}>
          <p>
            {servers && servers.length > 0 ? (
              <Trans>Choose one of your servers, or open a new place.</Trans>
            ) : (
              <Trans>A server is your community's home. Create one, or join with an invitation.</Trans>
            )}
          </p>
          <Suspense>
            <InvitedList />
          </Suspense>
          <div className={styles.actions}>
            <Button icon="plus" onClick={openCreateServer}>
              <Trans>Create a server</Trans>
            </Button>
            <Button tone="secondary" icon="link" onClick={openJoinServer}>
              <Trans>I have an invitation</Trans>
            </Button>
          </div>
        </EmptyState>
      </main>
    </>
  )
}
