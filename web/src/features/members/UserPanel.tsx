import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'
import { Skeleton } from '@/ui/Skeleton'

import styles from './UserPanel.module.css'

/** Who I am, and the way to my settings. */
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
      <Avatar id={me.id} name={nameOf(me)} />
      <div className={styles.names}>
        <strong>{nameOf(me)}</strong>
        <span>@{me.username}</span>
      </div>
      <Link href="/settings" className={styles.settings} aria-label={t`Settings`} title={t`Settings`}>
        <Icon name="settings" />
      </Link>
    </div>
  )
}
