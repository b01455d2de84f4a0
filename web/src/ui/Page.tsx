import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, type ReactNode } from 'react'

import { IconButton } from './Button'
import styles from './Page.module.css'

interface PageProps {
  title: string
  onClose: () => void
  /** Links between the pages of a group. */
  navigation?: ReactNode
  children?: ReactNode
}

/** A page over everything else: settings. Escape leaves it. */
export function Page({ title, onClose, navigation, children }: PageProps) {
  const { t } = useLingui()
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]'))
        close.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <IconButton icon="back" label={t`Back`} onClick={onClose} />
        <h1>{title}</h1>
      </header>
      <div className={styles.columns}>
        {navigation}
        {children && <main className={styles.main}>{children}</main>}
      </div>
    </div>
  )
}

/** A titled part of a page. */
export function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div>
        <h2>{title}</h2>
        {note && <p>{note}</p>}
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  )
}
