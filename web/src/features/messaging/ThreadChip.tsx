import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import type { Message } from '@/api/types'
import { timeAgo } from '@/lib/time'
import { timeOfId } from '@/lib/snowflake'
import { useThread } from '@/live/threads'
import { Icon } from '@/ui/Icon'

import { useConversation } from './conversation'
import styles from './ThreadChip.module.css'

/** On the message a thread starts from: its name, how many messages, and the way there. */
export function ThreadChip({ message }: { message: Message }) {
  // A thread has the id of the message it starts from.
  const { serverId, isThread } = useConversation()
  return message.thread && !isThread ? <Chip serverId={serverId} thread={message.thread} /> : null
}

function Chip({ serverId, thread: known }: { serverId: string; thread: NonNullable<Message['thread']> }) {
  const { i18n } = useLingui()
  const thread = useThread(serverId, known.id) ?? known
  const count = thread.message_count ?? 0
  const messages = plural(count, { one: '# message', other: '# messages' })
  return (
    <Link href={`/servers/${serverId}/channels/${thread.id}`} className={styles.chip} tabIndex={-1}>
      <Icon name="thread" size={16} />
      <b>{thread.name}</b>
      <span>{messages}</span>
      {thread.thread_metadata?.archived ? (
        <small>
          <Trans>Archived</Trans>
        </small>
      ) : (
        thread.last_message_id && <small>{timeAgo(timeOfId(thread.last_message_id), i18n.locale)}</small>
      )}
    </Link>
  )
}
