import type { ReactNode } from 'react'

import { Logo } from '@/ui/Logo'

import styles from './Card.module.css'

/** The frame of a page somebody was sent to by another application. */
export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Logo size={28} /> Beep
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
