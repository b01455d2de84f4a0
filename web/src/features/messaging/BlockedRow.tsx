import { Trans, useLingui } from '@lingui/react/macro'

import styles from './MessageRow.module.css'

interface BlockedRowProps {
  rowKey: string
  active: boolean
  onShow: () => void
}

/** A message of somebody I blocked: folded, and shown when I want it. */
export function BlockedRow({ rowKey, active, onShow }: BlockedRowProps) {
  const { t } = useLingui()
  return (
    <article
      className={styles.row}
      data-row={rowKey}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={active ? 0 : -1}
      aria-label={t`A message of somebody you blocked`}
    >
      <div className={styles.side} />
      <p className={styles.blocked}>
        <Trans>A message of somebody you blocked.</Trans>
        <button type="button" tabIndex={active ? 0 : -1} onClick={onShow}>
          <Trans>Show</Trans>
        </button>
      </p>
    </article>
  )
}
