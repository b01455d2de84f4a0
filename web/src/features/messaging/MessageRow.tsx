import { useLingui } from '@lingui/react/macro'
import { lazy, memo, Suspense, useState } from 'react'

import type { Id } from '@/api/types'
import { cx } from '@/lib/cx'
import { plainText } from '@/lib/markdown'
import { messageTime, timeOfDay } from '@/lib/time'
import { calls } from '@/live/mentions'

import { toggleChosen, useAttention } from './attention'
import { useConversation } from './conversation'
import { onMessageKey } from './message-keys'
import { Author, AuthorPicture } from './Author'
import { MessageBody } from './MessageBody'
import { isWritten, rightsOver } from './message-rights'
import styles from './MessageRow.module.css'
import { displayName, useNames, wordsFor } from './names-context'
import { ActiveRow } from './Person'
import { ReplyPreview } from './ReplyPreview'
import type { MessageRowData } from './rules'
import { Separators } from './Separators'
import { SystemWords } from './SystemWords'

const MessageActions = lazy(() => import('./MessageActions'))

export interface MessageRowProps {
  row: MessageRowData
  active: boolean
  onJump: (messageId: Id) => void
}

/** One message, with the day and the line of what is new before it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  return (
    <>
      <Separators {...props.row} />
      <ActiveRow value={props.active}>
        <Article {...props} />
      </ActiveRow>
    </>
  )
})

function Article({ row, active, onJump }: MessageRowProps) {
  const { i18n } = useLingui()
  const { message, startsGroup } = row
  const names = useNames()
  const { rights } = useConversation()
  const [near, setNear] = useState(false)
  const [menuOpen, setMenuOpen] = useState(false)
  const editing = useAttention((state) => state.editing === message.id)
  const answering = useAttention((state) => state.replyTo?.id === message.id)
  const highlighted = useAttention((state) => state.highlighted === message.id)
  const choosing = useAttention((state) => state.chosen !== undefined)
  const chosen = useAttention((state) => state.chosen?.has(message.id) ?? false)
  const name = displayName(names, message.author)
  const date = new Date(message.timestamp)
  const may = rightsOver(message, rights, names.myId)
  const words = plainText(message.content, wordsFor(names, message.mentions))
  const written = isWritten(message)
  return (
    // A row is focusable so that the arrows can walk the messages; its actions come next in the tab order.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={cx(
        styles.row,
        startsGroup && styles.start,
        calls(message, names.reader) && styles.concernsMe,
        answering && styles.answering,
        highlighted && styles.highlighted,
        chosen && styles.chosen,
      )}
      data-row={row.key}
      data-message={message.id}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={active ? 0 : -1}
      aria-label={`${name}: ${words}, ${messageTime(date, i18n.locale)}`}
      onKeyDown={(event) => onMessageKey(event, message, may, rights)}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
    >
      <ReplyPreview message={message} onJump={onJump} />
      <div className={styles.side}>
        {choosing ? (
          <Choose id={message.id} chosen={chosen} name={name} />
        ) : startsGroup && written ? (
          <AuthorPicture message={message} name={name} />
        ) : (
          <time dateTime={message.timestamp}>{timeOfDay(date, i18n.locale)}</time>
        )}
      </div>
      <div className={styles.body}>
        {startsGroup && written && <Author message={message} name={name} />}
        {written ? (
          <MessageBody message={message} editing={editing} active={active} />
        ) : (
          <SystemWords message={message} onJump={onJump} />
        )}
      </div>
      {!editing && !choosing && (near || active || menuOpen) && (
        <Suspense>
          <MessageActions message={message} may={may} active={active} onMenu={setMenuOpen} />
        </Suspense>
      )}
    </article>
  )
}

function Choose({ id, chosen, name }: { id: Id; chosen: boolean; name: string }) {
  const { t } = useLingui()
  return (
    <input
      type="checkbox"
      className={styles.choose}
      aria-label={t`Choose the message of ${name}`}
      checked={chosen}
      onChange={() => toggleChosen(id)}
    />
  )
}
