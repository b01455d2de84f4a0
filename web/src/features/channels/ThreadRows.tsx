import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import type { Channel } from '@/api/types'
import { cx } from '@/lib/cx'
import { useReadStates } from '@/live/queries'
import { isUnread } from '@/live/unread'
import { Icon } from '@/ui/Icon'
import { showPane } from '@/ui/layout'

import styles from './ChannelList.module.css'

interface ThreadRowsProps {
  channel: Channel
  threads: readonly Channel[]
  current: string | undefined
}

/** The open threads of a channel that one has joined, or looks at. */
export function ThreadRows({ channel, threads, current }: ThreadRowsProps) {
  const { t } = useLingui()
  const states = useReadStates()
  const shown = threads.filter(
    (one) => one.parent_id === channel.id && (one.member != null || one.id === current),
  )
  if (shown.length === 0) return null
  return (
    <ul className={styles.threads} aria-label={t`Threads of ${channel.name}`}>
      {shown.map((thread) => {
        const isCurrent = thread.id === current
        const isNew = !isCurrent && isUnread(thread, states, thread.member?.join_timestamp)
        return (
          <li key={thread.id} className={styles.item}>
            <Link
              href={`/servers/${channel.guild_id}/channels/${thread.id}`}
              className={cx(styles.link, isCurrent && styles.current, isNew && styles.unread)}
              aria-current={isCurrent ? 'page' : undefined}
              aria-label={isNew ? t`${thread.name}, thread, unread` : t`${thread.name}, thread`}
              onClick={() => showPane('main')}
            >
              <Icon name="thread" size={15} />
              <span className={styles.name}>{thread.name}</span>
              {isNew && <span className={styles.dot} />}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
