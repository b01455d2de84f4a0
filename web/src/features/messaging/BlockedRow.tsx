import { plural } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { memo } from 'react'

import { unfold } from './attention'
import styles from './MessageRow.module.css'
import type { BlockedRowData } from './rules'
import { Separators } from './Separators'
import { focusRow } from './use-roving'

/** What people I blocked wrote in a row: folded into one line, and shown when I want it. */
export const BlockedRow = memo(function BlockedRow({
  row,
  active,
}: {
  row: BlockedRowData
  active: boolean
}) {
  const { key, messages } = row
  const words = plural(messages.length, {
    one: 'A message of somebody you blocked',
    other: '# messages of people you blocked',
  })
  const show = () => {
    unfold(messages.map((message) => message.id))
    // The first of them takes the place of this line.
    requestAnimationFrame(() => focusRow(key))
  }
  return (
    <>
      <Separators {...row} />
      <article
        className={styles.row}
        data-row={key}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={active ? 0 : -1}
        aria-label={words}
      >
        <div className={styles.side} />
        <p className={styles.blocked}>
          {words}
          <button type="button" tabIndex={active ? 0 : -1} onClick={show}>
            <Trans>Show</Trans>
          </button>
        </p>
      </article>
    </>
  )
})
