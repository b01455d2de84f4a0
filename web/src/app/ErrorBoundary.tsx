import { Trans, useLingui } from '@lingui/react/macro'
import { Component, type ReactNode } from 'react'

import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'

/** When a page breaks, say so and offer to begin again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { t } = useLingui()
  return (
    <main style={{ height: '100%' }}>
      <EmptyState picture="lost" title={t`Beep stumbled`}>
        <p>
          <Trans>Something went wrong on this page. What you wrote is kept.</Trans>
        </p>
        <Button icon="retry" onClick={() => window.location.reload()}>
          <Trans>Reload the page</Trans>
        </Button>
      </EmptyState>
    </main>
  )
}
