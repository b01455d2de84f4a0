import { cx } from '@/lib/cx'
import { hashOfId } from '@/lib/snowflake'
import { initials } from '@/lib/text'

import styles from './Avatar.module.css'

const SHADES = 8

interface AvatarProps {
  id: string
  name: string
  size?: 's' | 'm' | 'l'
  bot?: boolean
}

/** Initials on a colour that belongs to the person. Decoration: the name is always written beside it. */
export function Avatar({ id, name, size = 'm', bot }: AvatarProps) {
  return (
    <span
      className={cx(styles.avatar, styles[size], bot && styles.bot)}
      data-shade={hashOfId(id) % SHADES}
      data-initials={initials(name)}
      aria-hidden="true"
    />
  )
}

/** The tile of a server: initials in a soft square with a notch of a second colour. */
export function ServerTile({ id, name, size = 'm' }: { id: string; name: string; size?: 's' | 'm' | 'l' }) {
  return (
    <span
      className={cx(styles.avatar, styles.tile, styles[size])}
      data-shade={hashOfId(id) % SHADES}
      data-turn={hashOfId(id) % 4}
      data-initials={initials(name)}
      aria-hidden="true"
    />
  )
}
