import { Trans, useLingui } from '@lingui/react/macro'
import { memo, useMemo } from 'react'

import { explain } from '@/api/explain'
import { cx } from '@/lib/cx'
import { parseMarkdown } from '@/lib/markdown'
import { nameOf } from '@/live/names'
import { useConnection } from '@/live/connection'
import { useMe } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'

import { focusComposer } from './attention'
import { Markdown } from './Markdown'
import styles from './MessageRow.module.css'
import { useNames } from './names-context'
import type { PendingRowData } from './rules'
import { outbox } from './use-outbox'

/** A message on its way, or one that could not be sent. */
export const PendingRow = memo(function PendingRow({
  row,
  active,
}: {
  row: PendingRowData
  active: boolean
}) {
  const { item, startsGroup } = row
  const { t } = useLingui()
  const me = useMe()
  const member = useNames().members.get(me?.id ?? '')
  const blocks = useMemo(() => parseMarkdown(item.content), [item.content])
  const name = me ? nameOf(me, member) : ''
  const state = item.state === 'failed' ? t`not sent` : t`sending`
  return (
    <article
      className={cx(
        styles.row,
        startsGroup && styles.start,
        item.state === 'failed' ? styles.failed : styles.pending,
      )}
      data-row={row.key}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={active ? 0 : -1}
      aria-label={`${name}: ${item.content}, ${state}`}
    >
      <div className={styles.side}>
        {startsGroup && me && <Avatar id={me.id} picture={me.avatar} name={name} />}
      </div>
      <div className={styles.body}>
        {startsGroup && (
          <p className={styles.head}>
            <strong data-mine="true">{name}</strong>
          </p>
        )}
        <Markdown blocks={blocks} mentions={[]} />
        <Status row={row} />
      </div>
    </article>
  )
})

function Status({ row: { item } }: { row: PendingRowData }) {
  const { i18n } = useLingui()
  const online = useConnection((state) => state.phase === 'online')
  const cancel = () => {
    outbox()?.cancel(item.nonce)
    focusComposer(item.channelId)
  }
  if (item.state === 'failed') {
    return (
      <p className={styles.status}>
        <Trans>Not sent.</Trans> {item.error !== undefined && explain(i18n, item.error)}
        <button type="button" onClick={() => outbox()?.retry(item.nonce)}>
          <Trans>Send again</Trans>
        </button>
        <button type="button" onClick={cancel}>
          <Trans>Discard</Trans>
        </button>
      </p>
    )
  }
  // A message that leaves at once needs no comment.
  if (item.state === 'sending' || online) return null
  return (
    <p className={styles.status}>
      <Trans>Waiting for the connection.</Trans>
      <button type="button" onClick={cancel}>
        <Trans>Cancel</Trans>
      </button>
    </p>
  )
}
