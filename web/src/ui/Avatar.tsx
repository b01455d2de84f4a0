import { useState } from 'react'

import { cx } from '@/lib/cx'
import { hashOfId } from '@/lib/snowflake'
import { initials } from '@/lib/text'

import styles from './Avatar.module.css'

const SHADES = 8
// Twice what is shown, for dense screens.
const PIXELS = { s: 64, m: 128, l: 256 }

interface AvatarProps {
  id: string
  name: string
  size?: 's' | 'm' | 'l'
  bot?: boolean
  /** The hash of their own picture. */
  picture?: string | null
}

/**
 * Somebody's picture, or initials on a colour that belongs to them. Decoration: the name is always written beside it.
 */
export function Avatar({ id, name, size = 'm', bot, picture }: AvatarProps) {
  return (
    <span
      className={cx(styles.avatar, styles[size], bot && styles.bot)}
      data-shade={hashOfId(id) % SHADES}
      data-initials={initials(name)}
      aria-hidden="true"
    >
      <Own key={picture} source={picture && `/cdn/avatars/${id}/${picture}.webp?size=${PIXELS[size]}`} />
    </span>
  )
}

/** Over the initials, which show until it is there and when it does not come. */
function Own({ source }: { source: string | null | undefined }) {
  const [gone, setGone] = useState(false)
  if (!source || gone) return null
  return <img src={source} alt="" className={styles.own} loading="lazy" onError={() => setGone(true)} />
}

/** The tile of a server: initials in a soft square with a notch of a second colour. */
export function ServerTile({ id, name, size = 'm', picture }: Omit<AvatarProps, 'bot'>) {
  return (
    <span
      className={cx(styles.avatar, styles.tile, styles[size])}
      data-shade={hashOfId(id) % SHADES}
      data-turn={hashOfId(id) % 4}
      data-initials={initials(name)}
      aria-hidden="true"
    >
      <Own key={picture} source={picture && `/cdn/icons/${id}/${picture}.webp?size=${PIXELS[size]}`} />
    </span>
  )
}
