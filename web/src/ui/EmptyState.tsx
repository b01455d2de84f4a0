import type { ReactNode } from 'react'

import styles from './EmptyState.module.css'
import { Picture, type PictureName } from './Picture'

interface EmptyStateProps {
  picture: PictureName
  title: string
  children?: ReactNode
}

/** What to say where there is nothing yet: a picture, a sentence, what to do. */
export function EmptyState({ picture, title, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <Picture name={picture} />
      <h2>{title}</h2>
      {children}
    </div>
  )
}
