import { Trans, useLingui } from '@lingui/react/macro'

import type { Message } from '@/api/types'
import { fullTime, messageTime } from '@/lib/time'
import { Avatar } from '@/ui/Avatar'

import styles from './MessageRow.module.css'
import { colourOf, useNames } from './names-context'
import { Person } from './Person'

export function AuthorPicture({ message: { author }, name }: { message: Message; name: string }) {
  return (
    <Person user={author} pointerOnly>
      <Avatar id={author.id} picture={author.avatar} name={name} bot={author.bot} />
      <span className="visually-hidden">{name}</span>
    </Person>
  )
}

/** Who wrote, and when. */
export function Author({ message, name }: { message: Message; name: string }) {
  const { i18n } = useLingui()
  const names = useNames()
  const date = new Date(message.timestamp)
  const mine = message.author.id === names.myId
  return (
    <p className={styles.head}>
      <Person user={message.author}>
        <strong data-mine={mine || undefined} style={{ color: colourOf(names, message.author.id) }}>
          {name}
        </strong>
      </Person>
      {message.author.bot && (
        <span className={styles.badge}>
          <Trans>Bot</Trans>
        </span>
      )}
      <time dateTime={message.timestamp} title={fullTime(date, i18n.locale)}>
        {messageTime(date, i18n.locale)}
      </time>
    </p>
  )
}
