import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'

import { stopViewing, useViewing } from '@/live/viewing'
import { Icon } from '@/ui/Icon'

import styles from './ViewingBanner.module.css'

/** Says that one looks at a server with other eyes, and how to stop. Going elsewhere stops it too. */
export function ViewingBanner({ serverId }: { serverId: string | undefined }) {
  const { t } = useLingui()
  const viewing = useViewing((state) => state.viewing)
  const elsewhere = viewing !== undefined && viewing.serverId !== serverId
  useEffect(() => {
    if (elsewhere) stopViewing()
  }, [elsewhere])
  if (!viewing || elsewhere) return null
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
