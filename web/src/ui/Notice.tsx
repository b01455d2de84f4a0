import type { ReactNode } from 'react'

import styles from './Notice.module.css'

/** A sentence that matters, above or beside what it speaks of. */
export function Notice({
  tone = 'info',
  children,
}: {
  tone?: 'info' | 'danger' | 'signal'
  children: ReactNode
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      {children}
    </div>
  )
}
