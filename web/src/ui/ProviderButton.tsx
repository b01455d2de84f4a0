import { Trans } from '@lingui/react/macro'

import { Button } from './Button'
import styles from './ProviderButton.module.css'
import { ProviderIcon } from './ProviderIcon'

interface ProviderButtonProps {
  provider: { label: string; icon: string; available: boolean }
  busy: boolean
  onChoose: () => void
}

/** Go on by somebody who knows me elsewhere; who does not answer cannot be chosen. */
export function ProviderButton({ provider, busy, onChoose }: ProviderButtonProps) {
  const { label, icon, available } = provider
  return (
    <>
      <Button tone="secondary" wide busy={busy} disabled={!available} onClick={onChoose}>
        <span className={styles.way}>
          {!busy && <ProviderIcon name={icon} />}
          <Trans>Continue with {label}</Trans>
        </span>
      </Button>
      {!available && (
        <p className={styles.away} role="status">
          <Trans>{label} does not answer right now. Take another way, or come back in a moment.</Trans>
        </p>
      )}
    </>
  )
}
