import { useLingui } from '@lingui/react/macro'

import { cx } from '@/lib/cx'

import { STATUS_WORDS, type Shown } from './status'
import styles from './StatusDot.module.css'

const SHAPES: Record<Shown, string> = {
  online: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z',
  idle: 'M5.4 1A5 5 0 1 0 11 7.6 4.2 4.2 0 0 1 5.4 1Z',
  dnd: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1ZM3.5 5h5v2h-5Z',
  offline: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1ZM6 3.4a2.6 2.6 0 1 0 0 5.2A2.6 2.6 0 0 0 6 3.4Z',
}

interface StatusDotProps {
  status: Shown
  /** Sits on the corner of a picture. */
  corner?: boolean
  /** Where the words are written beside it. */
  silent?: boolean
}

/** What somebody is: a colour, a shape for who sees no colours, a word for who sees neither. */
export function StatusDot({ status, corner, silent }: StatusDotProps) {
  const { i18n } = useLingui()
  const label = i18n._(STATUS_WORDS[status])
  return (
    <span
      className={cx(styles.dot, corner && styles.corner)}
      data-status={status}
      role={silent ? undefined : 'img'}
      aria-label={silent ? undefined : label}
      aria-hidden={silent}
      title={silent ? undefined : label}
    >
      <svg
        viewBox="0 0 12 12"
        width="12"
        height="12"
        fill="currentColor"
        fillRule="evenodd"
        aria-hidden="true"
      >
        <path d={SHAPES[status]} />
      </svg>
    </span>
  )
}
