import type { ReactNode } from 'react'

import styles from './Banner.module.css'
import { Icon, type IconName } from './Icon'

interface BannerProps {
  label: string
  icon: IconName
  words: ReactNode
  /** What can be done about it. */
  children?: ReactNode
}

/** Something that waits for an answer, above everything else. */
export function Banner({ label, icon, words, children }: BannerProps) {
  return (
    <section className={styles.banner} aria-label={label}>
      <Icon name={icon} />
      <p role="status">{words}</p>
      {children}
    </section>
  )
}
