import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Link, useRoute } from 'wouter'

import { cx } from '@/lib/cx'
import { useWaiting } from '@/live/friends'
import { Icon } from '@/ui/Icon'

import styles from './ServerRail.module.css'

/** The way to my friends, with how many wait for my answer. */
export function FriendsLink() {
  const { t } = useLingui()
  const waiting = useWaiting()
  const [isHere] = useRoute('/friends/:tab?')
  const news = waiting > 0 ? plural(waiting, { one: '# waits for you', other: '# wait for you' }) : ''
  return (
    <Link
      href={waiting > 0 ? '/friends/pending' : '/friends'}
      className={cx(styles.server, styles.friends, isHere && styles.current)}
      aria-current={isHere ? 'page' : undefined}
      aria-label={news ? `${t`Friends`}, ${news}` : t`Friends`}
      title={t`Friends`}
    >
      <Icon name="people" size={22} />
      {waiting > 0 && <b className={styles.count}>{waiting}</b>}
    </Link>
  )
}
