import { Trans, useLingui } from '@lingui/react/macro'

import { cx } from '@/lib/cx'
import { dayName } from '@/lib/time'

import styles from './MessageRow.module.css'

interface SeparatorsProps {
  day: Date | undefined
  firstUnread: boolean
}

/** What stands before a row: the day, and the line of what is new. */
export function Separators({ day, firstUnread }: SeparatorsProps) {
  const { i18n } = useLingui()
  return (
    <>
      {day && (
        <div className={styles.separator}>
          <span>{dayName(day, i18n.locale)}</span>
        </div>
      )}
      {firstUnread && (
        <div className={cx(styles.separator, styles.new)}>
          <span>
            <Trans>New messages</Trans>
          </span>
        </div>
      )}
    </>
  )
}
