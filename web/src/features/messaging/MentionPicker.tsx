import { useLingui } from '@lingui/react/macro'

import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'

import styles from './MentionPicker.module.css'
import type { MentionPickerState } from './use-mention-picker'

/** The members a mention may mean. The keyboard stays in the text. */
export function MentionPicker({ picker }: { picker: MentionPickerState }) {
  const { t } = useLingui()
  return (
    <div role="listbox" id={picker.id} aria-label={t`Members to mention`} className={styles.list}>
      {picker.options.map((member, index) => {
        const name = nameOf(member.user, member)
        return (
          // The list is driven from the text field; the pointer is the other way.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={member.user.id}
            id={picker.optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === picker.active}
            className={styles.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => picker.choose(member)}
          >
            <Avatar id={member.user.id} name={name} size="s" bot={member.user.bot} />
            <span>{name}</span>
            <small>@{member.user.username}</small>
          </div>
        )
      })}
    </div>
  )
}
