import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { isNewer } from '@/lib/snowflake'
import { messageTime } from '@/lib/time'
import { Icon } from '@/ui/Icon'

import styles from './JumpBars.module.css'
import type { MessageListProps } from './MessageList'
import { firstUnread } from './rules'
import { useNames } from './names-context'

type JumpBarsProps = MessageListProps & { atBottom: boolean; firstVisible: number }

/** Up to the first unread message, down to the present. */
export function JumpBars(props: JumpBarsProps) {
  const { window, atBottom, onJump } = props
  return (
    <>
      <UnreadBar {...props} />
      {(!atBottom || !window.reachesPresent) && (
        <button type="button" className={styles.present} onClick={() => onJump(undefined)}>
          <Icon name="arrowDown" size={18} />
          <Trans>Jump to present</Trans>
        </button>
      )}
    </>
  )
}

function UnreadBar({ window, rows, readUpTo, firstVisible, onJump, onMarkRead }: JumpBarsProps) {
  const { i18n } = useLingui()
  const myId = useNames().myId
  const [seen, setSeen] = useState<string>()
  const first = firstUnread({ messages: window.messages, readUpTo, myId })
  if (!first || !readUpTo || seen === readUpTo) return null
  const index = rows.findIndex((row) => row.kind === 'message' && row.firstUnread)
  // The first one may be further up than what is loaded.
  const loaded = window.reachesStart || window.messages[0] !== first
  if (loaded && firstVisible <= index) {
    setSeen(readUpTo)
    return null
  }
  if (firstVisible > rows.length) return null
  const count = window.messages.filter((message) => isNewer(message.id, readUpTo)).length
  const since = messageTime(new Date(first.timestamp), i18n.locale)
  const words = loaded
    ? plural(count, { one: `# new message since ${since}`, other: `# new messages since ${since}` })
    : plural(count, { one: 'More than # new message', other: 'More than # new messages' })
  return (
    <div className={styles.unread}>
      <button type="button" onClick={() => onJump(loaded ? first.id : readUpTo)}>
        <Icon name="up" size={16} />
        <span>{words}</span>
        <b>
          <Trans>Jump</Trans>
        </b>
      </button>
      <button
        type="button"
        onClick={() => {
          setSeen(readUpTo)
          onMarkRead()
        }}
      >
        <Trans>Mark as read</Trans>
      </button>
    </div>
  )
}
