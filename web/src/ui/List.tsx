import type { ReactNode } from 'react'

import styles from './List.module.css'

/** A list of things, each with something to do at its end. */
export function List({ children }: { children: ReactNode }) {
  return <ul className={styles.list}>{children}</ul>
}

interface ListRowProps {
  title: ReactNode
  note?: ReactNode
  start?: ReactNode
  children?: ReactNode
}

export function ListRow({ title, note, start, children }: ListRowProps) {
  return (
    <li className={styles.row}>
      {start}
      <div className={styles.words}>
        <strong>{title}</strong>
        {note && <span>{note}</span>}
      </div>
      <div className={styles.ends}>{children}</div>
    </li>
  )
}
