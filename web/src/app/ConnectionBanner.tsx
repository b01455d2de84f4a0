import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'

import { useConnection, type Phase } from '@/live/connection'
import { reconnectNow } from '@/live/start'
import { Icon } from '@/ui/Icon'

import styles from './ConnectionBanner.module.css'

/** Short interruptions are not worth a word. */
const GRACE_MS = 1200

/** Says when the live connection is lost, and what is being done about it. */
export function ConnectionBanner() {
  const { t } = useLingui()
  const { phase, wasOnline } = useConnection()
  const shown = useLasting(phase)
  return (
    <div role="status" aria-label={t`Connection`} className={styles.banner} data-phase={shown}>
      {shown && (
        <p>
          {shown === 'offline' ? <Icon name="offline" size={18} /> : <span className={styles.dot} />}
          <Words phase={shown} wasOnline={wasOnline} />
          {shown === 'waiting' && (
            <button type="button" onClick={reconnectNow}>
              <Trans>Try now</Trans>
            </button>
          )}
        </p>
      )}
    </div>
  )
}

function Words({ phase, wasOnline }: { phase: Phase; wasOnline: boolean }) {
  switch (phase) {
    case 'offline':
      return <Trans>You are offline. What you write is kept and sent when the network is back.</Trans>
    case 'catching-up':
      return <Trans>Catching up…</Trans>
    case 'waiting':
      return <Trans>The connection is lost. Reconnecting…</Trans>
    default:
      return wasOnline ? <Trans>Reconnecting…</Trans> : <Trans>Connecting…</Trans>
  }
}

function useLasting(phase: Phase): Phase | undefined {
  const healthy = phase === 'online' || phase === 'idle' || phase === 'signed-out'
  const [worrying, setWorrying] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setWorrying(!healthy), healthy || phase === 'offline' ? 0 : GRACE_MS)
    return () => clearTimeout(timer)
  }, [healthy, phase])
  return worrying && !healthy ? phase : undefined
}
