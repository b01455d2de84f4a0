import { useId, type ReactNode } from 'react'

import { cx } from '@/lib/cx'

import styles from './Switch.module.css'

interface SwitchProps {
  label: ReactNode
  /** What it means, or why it cannot be changed. */
  note?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  className?: string
}

/** One thing that is on or off, at once or when the form is saved. */
export function Switch({ label, note, checked, onChange, disabled, className }: SwitchProps) {
  const id = useId()
  return (
    <div className={cx(styles.row, disabled && styles.disabled, className)}>
      <div className={styles.words}>
        <label htmlFor={id}>{label}</label>
        {note && <p id={`${id}-note`}>{note}</p>}
      </div>
      <span className={styles.switch}>
        <input
          id={id}
          type="checkbox"
          role="switch"
          aria-describedby={note ? `${id}-note` : undefined}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span aria-hidden="true" />
      </span>
    </div>
  )
}
