import type { ReactNode } from 'react'

import { cx } from '@/lib/cx'

import styles from './Friends.module.css'

interface CountProps {
  of: number | undefined
  /** It waits for me. */
  calls?: boolean
  children: ReactNode
}

/** A word with how many there are, when there are any. */
export function Count({ of, calls, children }: CountProps) {
  return (
    <>
      {children}
      {of ? <span className={cx(styles.count, calls && styles.calls)}> {of}</span> : null}
    </>
  )
}
