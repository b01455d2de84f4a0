import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'wouter'

import type { Channel } from '@/api/types'
import { timeAgo } from '@/lib/time'
import { timeOfId } from '@/lib/snowflake'
import { useReadStates } from '@/live/queries'
import { useArchivedThreads, useThreadsOf } from '@/live/threads'
import { isUnread } from '@/live/unread'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { Icon } from '@/ui/Icon'

import { useRights } from './conversation-rights'
import { SidePanel } from './SidePanel'
import styles from './SidePanel.module.css'
import { StartThreadDialog } from './StartThreadDialog'

/** The threads of a channel: mine, the others, and the archived ones. */
export default function ThreadsPanel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useLingui()
  const threads = useThreadsOf(channel.guild_id, channel.id)
  const archived = useArchivedThreads(channel.id, true).data ?? []
  const mayStart = useRights(channel.id)?.startThread ?? false
  const [starting, setStarting] = useState(false)
  const mine = threads.filter((thread) => thread.member)
  const others = threads.filter((thread) => !thread.member)
  const start = (
    <Button icon="plus" onClick={() => setStarting(true)}>
      <Trans>Start a thread</Trans>
    </Button>
  )
  return (
    <SidePanel title={t`Threads`} icon="thread" onClose={onClose}>
      <div className={styles.body}>
        <Group title={t`Mine`} threads={mine} />
        <Group title={t`Others`} threads={others} />
        <Group title={t`Archived`} threads={archived} />
        {threads.length + archived.length === 0 ? (
          <EmptyState picture="hello" title={t`No thread yet`}>
            <p>
              <Trans>A thread keeps one subject together, beside the conversation.</Trans>
            </p>
            {mayStart && start}
          </EmptyState>
        ) : (
          mayStart && start
        )}
      </div>
      {starting && <StartThreadDialog channel={channel} onClose={() => setStarting(false)} />}
    </SidePanel>
  )
}

function Group({ title, threads }: { title: string; threads: readonly Channel[] }) {
  if (threads.length === 0) return null
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul aria-label={title}>
        {threads.map((thread) => (
          <li key={thread.id}>
            <ThreadRow thread={thread} />
          </li>
        ))}
      </ul>
    </>
  )
}

function ThreadRow({ thread }: { thread: Channel }) {
  const { t, i18n } = useLingui()
  const states = useReadStates()
  const unread = thread.member !== null && isUnread(thread, states, thread.member?.join_timestamp)
  const last = timeAgo(timeOfId(thread.last_message_id ?? thread.id), i18n.locale)
  return (
    <Link
      href={`/servers/${thread.guild_id}/channels/${thread.id}`}
      className={styles.thread}
      aria-label={unread ? t`${thread.name}, unread` : thread.name}
    >
      <b>
        {thread.type === 12 && <Icon name="lock" size={14} />} {thread.name}
      </b>
      {unread && <span className={styles.dot} />}
      <small>
        {plural(thread.message_count ?? 0, { one: '# message', other: '# messages' })} · {last}
      </small>
    </Link>
  )
}
