import { Trans } from '@lingui/react/macro'

import { MESSAGE_KINDS, type Id, type Message } from '@/api/types'
import { plainText } from '@/lib/markdown'
import { Icon, type IconName } from '@/ui/Icon'

import styles from './MessageRow.module.css'
import { displayName, useNames, wordsFor } from './names-context'
import { Person } from './Person'
import { ThreadLink } from './ThreadLink'

interface SystemWordsProps {
  message: Message
  onJump: (messageId: Id) => void
}

const ICONS: Record<number, IconName> = {
  [MESSAGE_KINDS.pinned]: 'pin',
  [MESSAGE_KINDS.threadCreated]: 'thread',
  [MESSAGE_KINDS.threadStarter]: 'thread',
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
    case MESSAGE_KINDS.threadStarter:
      return <Start original={message.referenced_message} />
    case MESSAGE_KINDS.joined:
      return <Trans>{who} joined the server.</Trans>
    default:
      return <Trans>{who} did something this version of Beep does not know yet.</Trans>
  }
}

/** The message a thread starts from, as it is now. */
function Start({ original }: { original: Message | null | undefined }) {
  const names = useNames()
  if (!original) return <Trans>The message this thread starts from was deleted.</Trans>
  const who = (
    <Person user={original.author}>
      <strong>{displayName(names, original.author)}</strong>
    </Person>
  )
  const text = plainText(original.content, wordsFor(names, original.mentions))
  return (
    <>
      <Trans>This thread starts from a message of {who}:</Trans> <i>{text || <Trans>files only</Trans>}</i>
    </>
  )
}
