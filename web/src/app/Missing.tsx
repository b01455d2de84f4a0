import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import { EmptyState } from '@/ui/EmptyState'
import { PaneHeader } from '@/ui/PaneHeader'

import styles from './Workspace.module.css'

/** An address that leads nowhere, or to something one may not see: the same page for both. */
export function Missing({ panel }: { panel: ReactNode }) {
  const { t } = useLingui()
  return (
    <>
      <div className={styles.navigation}>
        <div style={{ flex: 1 }} />
        {panel}
      </div>
      <main className={`${styles.main} ${styles.wide}`}>
        <PaneHeader title={t`Not found`} />
        <EmptyState picture="lost" title={t`There is nothing here`}>
          <p>
            <Trans>This server does not exist any more, or you are not a member of it.</Trans>
          </p>
          <Link href="/">
            <Trans>Back to the start</Trans>
          </Link>
        </EmptyState>
      </main>
    </>
  )
}
