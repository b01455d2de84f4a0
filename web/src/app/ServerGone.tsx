import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import { EmptyState } from '@/ui/EmptyState'

/** The settings of a server that does not exist, or of which one is no member: the same page for both. */
export function ServerGone() {
  const { t } = useLingui()
  return (
    <main style={{ height: '100%' }}>
      <EmptyState picture="lost" title={t`There is nothing here`}>
        <p>
          <Trans>This server does not exist any more, or you are not a member of it.</Trans>
        </p>
        <Link href="/">
          <Trans>Back to the start</Trans>
        </Link>
      </EmptyState>
    </main>
  )
}
