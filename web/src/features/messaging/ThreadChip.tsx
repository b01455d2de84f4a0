import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'

import { MESSAGE_FLAGS, type Message } from '@/api/types'
import { timeAgo } from '@/lib/time'
import { timeOfId } from '@/lib/snowflake'
import { useThread } from '@/live/threads'
import { Icon } from '@/ui/Icon'

import { useConversation } from './conversation'
import styles from './ThreadChip.module.css'

/** On the message a thread starts from: its name, how many messages, and the way there. */
export function ThreadChip({ message }: { message: Message }) {
  const { serverId, isThread, starters } = useConversation()
  const flagged = (message.flags & MESSAGE_FLAGS.hasThread) !== 0
  const has = message.thread || flagged || starters.has(message.id)
  return has && !isThread ? <Chip serverId={serverId} message={message} /> : null
}

/** A thread has the id of the message it starts from. */
function Chip({ serverId, message }: { serverId: string; message: Message }) {
  const { i18n } = useLingui()
  const thread = useThread(serverId, message.id) ?? message.thread
  const count = thread?.message_count ?? 0
  const messages = plural(count, { one: '# message', other: '# messages' })
  if (!thread) return null
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
