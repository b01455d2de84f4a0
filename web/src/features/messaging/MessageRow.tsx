import { Trans, useLingui } from '@lingui/react/macro'
import { memo } from 'react'

import type { Id, Message } from '@/api/types'
import { cx } from '@/lib/cx'
import { plainText } from '@/lib/markdown'
import { dayName, fullTime, messageTime, timeOfDay } from '@/lib/time'
import { Avatar } from '@/ui/Avatar'

import { useAttention } from './attention'
import { EditBox } from './EditBox'
import { blocksOf, Markdown } from './Markdown'
import { MessageActions, onMessageKey } from './MessageActions'
import styles from './MessageRow.module.css'
import { displayName, useNames, wordsFor, type Names } from './names-context'
import { ReplyPreview } from './ReplyPreview'
import type { MessageRowData } from './rules'
import { useSlots } from './slots'

export interface MessageRowProps {
  row: MessageRowData
  active: boolean
  mayManage: boolean
  maySend: boolean
  onJump: (messageId: Id) => void
}

export const MessageRow = memo(function MessageRow({
  row,
  active,
  mayManage,
  maySend,
  onJump,
}: MessageRowProps) {
  const { i18n } = useLingui()
  const { message, startsGroup, day, firstUnread } = row
  const names = useNames()
  const { MessageAttachments } = useSlots()
  const editing = useAttention((state) => state.editing === message.id)
  const answering = useAttention((state) => state.replyTo?.id === message.id)
  const name = displayName(names, message.author)
  const date = new Date(message.timestamp)
  const mine = message.author.id === names.myId
  const rights = { edit: mine, remove: mine || mayManage, reply: maySend }
  const words = plainText(message.content, wordsFor(names, message.mentions))
  return (
    <>
      {day && <Separator text={dayName(day, i18n.locale)} />}
      {firstUnread && <NewLine />}
      {/* A row is focusable so that the arrows can walk the messages; its actions come next in the tab order. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <article
        className={cx(
          styles.row,
          startsGroup && styles.start,
          concernsMe(message, names) && styles.concernsMe,
          answering && styles.answering,
        )}
        data-row={row.key}
        data-message={message.id}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={active ? 0 : -1}
        aria-label={`${name}: ${words}, ${messageTime(date, i18n.locale)}`}
        onKeyDown={(event) => onMessageKey(event, message, rights)}
      >
        <ReplyPreview message={message} onJump={onJump} />
        <div className={styles.side}>
          {startsGroup ? (
            <Avatar id={message.author.id} name={name} bot={message.author.bot} />
          ) : (
            <time dateTime={message.timestamp}>{timeOfDay(date, i18n.locale)}</time>
          )}
        </div>
        <div className={styles.body}>
          {startsGroup && (
            <p className={styles.head}>
              <strong data-mine={mine || undefined}>{name}</strong>
              {message.author.bot && (
                <span className={styles.badge}>
                  <Trans>Bot</Trans>
                </span>
              )}
              <time dateTime={message.timestamp} title={fullTime(date, i18n.locale)}>
                {messageTime(date, i18n.locale)}
              </time>
            </p>
          )}
          {editing ? (
            <EditBox message={message} />
          ) : (
            <Markdown blocks={blocksOf(message)} mentions={message.mentions} />
          )}
          {MessageAttachments && <MessageAttachments message={message} />}
          {message.edited_timestamp && !editing && <Edited at={new Date(message.edited_timestamp)} />}
        </div>
        {!editing && <MessageActions message={message} rights={rights} active={active} />}
      </article>
    </>
  )
})

function concernsMe(message: Message, names: Names): boolean {
  if (message.author.id === names.myId) return false
  return (
    message.mention_everyone ||
    message.mentions.some((user) => user.id === names.myId) ||
    message.mention_roles.some((role) => names.myRoles.includes(role))
  )
}

function Edited({ at }: { at: Date }) {
  const { i18n } = useLingui()
  return (
    <span className={styles.edited} title={fullTime(at, i18n.locale)}>
      <Trans>edited</Trans>
    </span>
  )
}

function Separator({ text }: { text: string }) {
  return (
    <div className={styles.separator}>
      <span>{text}</span>
    </div>
  )
}

function NewLine() {
  return (
    <div className={cx(styles.separator, styles.new)}>
      <span>
        <Trans>New messages</Trans>
      </span>
    </div>
  )
}
