import { Trans, useLingui } from '@lingui/react/macro'

import { EmptyState } from '@/ui/EmptyState'
import { PaneHeader } from '@/ui/PaneHeader'

/** A server without a channel, or none that I may see. */
export function NoChannel() {
  const { t } = useLingui()
  return (
    <>
      <PaneHeader title={t`No channel`} />
      <EmptyState picture="hello" title={t`No channel to show`}>
        <p>
          <Trans>Create one from the list of channels, or ask somebody who may.</Trans>
        </p>
      </EmptyState>
    </>
  )
}
