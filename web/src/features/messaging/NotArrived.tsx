import { Trans, useLingui } from '@lingui/react/macro'

import { explain } from '@/api/explain'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'

interface NotArrivedProps {
  error: unknown
  /** It is being asked for again. */
  busy: boolean
  onRetry: () => void
}

/** Where messages would be, when the server did not give them. */
export function NotArrived({ error, busy, onRetry }: NotArrivedProps) {
  const { t, i18n } = useLingui()
  return (
    <EmptyState picture="lost" title={t`The messages did not arrive`}>
      <p>{explain(i18n, error)}</p>
      <Button icon="retry" busy={busy} onClick={onRetry}>
        <Trans>Try again</Trans>
      </Button>
    </EmptyState>
  )
}
