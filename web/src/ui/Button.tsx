import type { ButtonHTMLAttributes } from 'react'

import { cx } from '@/lib/cx'

import styles from './Button.module.css'
import { Icon, type IconName } from './Icon'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: 'primary' | 'secondary' | 'ghost' | 'danger'
  /** Something is on its way: shown, and not pressed twice. */
  busy?: boolean
  icon?: IconName
  wide?: boolean
}

export function Button({ tone = 'primary', busy, icon, wide, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
      className={cx(styles.button, styles[tone], wide && styles.wide, className)}
    >
      {busy ? <span className={styles.spinner} /> : icon && <Icon name={icon} size={18} />}
      <span>{children}</span>
    </button>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName
  label: string
  size?: number
}

/** A button that is only an icon; its label is spoken and shown when the pointer rests. */
export function IconButton({ icon, label, size = 20, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} className={cx(styles.icon, className)}>
      <Icon name={icon} size={size} />
    </button>
  )
}
