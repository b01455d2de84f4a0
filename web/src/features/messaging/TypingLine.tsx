import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'

import { useTyping } from '@/live/typing'

import { displayName, useNames } from './names-context'
import styles from './TypingLine.module.css'

const MANY = 4

/** Who is typing. Its place is kept when nobody is, so that nothing jumps. */
export function TypingLine({ channelId }: { channelId: string }) {
  const { t, i18n } = useLingui()
  const names = useNames()
  const people = useTyping((state) => state.channels[channelId])
  const who = Object.keys(people ?? {})
    .filter((id) => id !== names.myId)
    .map((id) => names.members.get(id)?.user)
    .map((user) => (user ? displayName(names, user) : t`Somebody`))
  const list = new Intl.ListFormat(i18n.locale).format(who)
  const words =
    who.length >= MANY
      ? t`Several people are typing…`
      : plural(who.length, { one: `${list} is typing…`, other: `${list} are typing…` })
  return (
    <p className={styles.line}>
      {who.length > 0 && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {words}
        </>
      )}
    </p>
  )
}
