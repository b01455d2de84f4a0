import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { isNewer } from '@/lib/snowflake'
import { messageTime } from '@/lib/time'
import { Icon } from '@/ui/Icon'

import { goTo } from './destination'
import styles from './JumpBars.module.css'
import type { MessageListProps } from './MessageList'
import { firstUnread } from './rules'
import { useNames } from './names-context'

type JumpBarsProps = MessageListProps & { atBottom: boolean; firstVisible: number }

/** Up to the first unread message, down to the present. */
export function JumpBars(props: JumpBarsProps) {
  const { window, atBottom, back, onBack, onJump } = props
  return (
    <>
      <UnreadBar {...props} />
      <div className={styles.places}>
        {back && (
          <button type="button" className={styles.place} onClick={onBack}>
            <Icon name="back" size={18} />
            <Trans>Back to where I was</Trans>
          </button>
        )}
        {(!atBottom || !window.reachesPresent) && (
          <button type="button" className={styles.place} onClick={() => onJump(undefined)}>
            <Icon name="arrowDown" size={18} />
            <Trans>Jump to present</Trans>
          </button>
        )}
      </div>
    </>
  )
}

function UnreadBar({ channel, window, rows, readUpTo, firstVisible, onJump, onMarkRead }: JumpBarsProps) {
  const { i18n } = useLingui()
  const myId = useNames().myId
  const [seen, setSeen] = useState<string>()
  const first = firstUnread({ messages: window.messages, readUpTo, myId })
  if (!first || !readUpTo || seen === readUpTo) return null
  const index = rows.findIndex((row) => 'firstUnread' in row && row.firstUnread)
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
      <button type="button" onClick={() => (loaded ? onJump(first.id) : goTo(channel.id, readUpTo, false))}>
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
