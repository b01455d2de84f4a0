import { Trans } from '@lingui/react/macro'

import { MESSAGE_KINDS, type Id, type Message } from '@/api/types'
import { Icon, type IconName } from '@/ui/Icon'

import styles from './MessageRow.module.css'
import { displayName, useNames } from './names-context'
import { Person } from './Person'
import { ThreadLink } from './ThreadLink'

interface SystemWordsProps {
  message: Message
  onJump: (messageId: Id) => void
}

const ICONS: Record<number, IconName> = {
  [MESSAGE_KINDS.pinned]: 'pin',
  [MESSAGE_KINDS.threadCreated]: 'thread',
  [MESSAGE_KINDS.joined]: 'people',
}

/** What Beep itself tells in a conversation: a pin, a thread, somebody who came. */
export function SystemWords({ message, onJump }: SystemWordsProps) {
  return (
    <p className={styles.told}>
      <Icon name={ICONS[message.type] ?? 'hash'} size={16} />
      <span>
        <Words message={message} onJump={onJump} />
      </span>
    </p>
  )
}

function Words({ message, onJump }: SystemWordsProps) {
  const names = useNames()
  const who = (
    <Person user={message.author}>
      <strong>{displayName(names, message.author)}</strong>
    </Person>
  )
  const target = message.message_reference?.message_id
  switch (message.type) {
    case MESSAGE_KINDS.pinned:
      return (
        <>
          <Trans>{who} pinned a message.</Trans>{' '}
          {target && (
            <button type="button" onClick={() => onJump(target)}>
              <Trans>See it</Trans>
            </button>
          )}
        </>
      )
    case MESSAGE_KINDS.threadCreated:
      return (
        <>
          <Trans>{who} started a thread:</Trans> <ThreadLink message={message} />
        </>
      )
    case MESSAGE_KINDS.joined:
      return <Trans>{who} joined the server.</Trans>
    default:
      return <Trans>{who} did something this version of Beep does not know yet.</Trans>
  }
}
