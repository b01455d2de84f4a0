import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'

import { stopViewing, type Viewing } from '@/live/viewing'
import { Icon } from '@/ui/Icon'

import styles from './ViewingBanner.module.css'

/** Says that one looks at a server with other eyes, and how to stop. Going elsewhere stops it too. */
export function ViewingBanner({ viewing, serverId }: { viewing: Viewing; serverId: string | undefined }) {
  const { t } = useLingui()
  const elsewhere = viewing.serverId !== serverId
  useEffect(() => {
    if (elsewhere) stopViewing()
  }, [elsewhere])
  if (elsewhere) return null
  const { name } = viewing
  return (
    <div className={styles.banner} role="region" aria-label={t`View as`}>
      <Icon name="eye" size={18} />
      <p role="status">
        <Trans>
          You see the server as <strong>{name}</strong>
        </Trans>
      </p>
      <button type="button" onClick={stopViewing}>
        <Trans>Stop</Trans>
      </button>
    </div>
  )
}
