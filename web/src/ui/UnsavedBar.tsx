import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { Button } from './Button'
import styles from './UnsavedBar.module.css'

interface UnsavedBarProps {
  busy: boolean
  /** Something is wrong that saving would not accept. */
  disabled?: boolean
  onSave: () => void
  onReset: () => void
  children?: ReactNode
}

/** Says that there are changes which are not saved, and what to do with them. It exists while there are any. */
export function UnsavedBar({ busy, disabled, onSave, onReset, children }: UnsavedBarProps) {
  const { t } = useLingui()
  return (
    <div className={styles.bar} role="region" aria-label={t`Unsaved changes`}>
      <p role="status">{children || <Trans>There are changes you have not saved.</Trans>}</p>
      <Button tone="ghost" disabled={busy} onClick={onReset}>
        <Trans>Reset</Trans>
      </Button>
      <Button busy={busy} disabled={disabled} onClick={onSave}>
        <Trans>Save changes</Trans>
      </Button>
    </div>
  )
}
