import type { ReactNode } from 'react'

import { hexOf } from '@/lib/color'

import styles from './RoleChip.module.css'

/** A role in a few pixels: its colour and its name. */
export function RoleChip({ name, color, children }: { name: string; color: number; children?: ReactNode }) {
  return (
    <span className={styles.chip}>
      <RoleDot color={color} />
      <span className={styles.name} title={name}>
        {name}
      </span>
      {children}
    </span>
  )
}

export function RoleDot({ color }: { color: number }) {
  return (
    <span
      className={styles.dot}
      style={{ background: color ? hexOf(color) : undefined }}
      aria-hidden="true"
    />
  )
}
