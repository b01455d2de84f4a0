import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { Icon } from '@/ui/Icon'
import { Skeleton } from '@/ui/Skeleton'

import { StatusPicker } from './StatusPicker'
import styles from './UserPanel.module.css'

/** Who I am, what I am seen as, and the way to my settings. */
export function UserPanel() {
  const { t } = useLingui()
  const me = useMe()
  if (!me) {
    return (
      <div className={styles.panel}>
        <Skeleton width={36} height={36} round />
        <Skeleton width={120} />
      </div>
    )
  }
  return (
    <div className={styles.panel}>
      <StatusPicker me={me} name={nameOf(me)} />
      <Link href="/settings" className={styles.settings} aria-label={t`Settings`} title={t`Settings`}>
        <Icon name="settings" />
      </Link>
    </div>
  )
}
