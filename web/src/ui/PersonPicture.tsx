import { cx } from '@/lib/cx'

import { Avatar } from './Avatar'
import styles from './PersonPicture.module.css'
import type { Shown } from './status'
import { StatusDot } from './StatusDot'

interface PersonPictureProps {
  user: { id: string; avatar: string | null; bot?: boolean }
  name: string
  status: Shown | undefined
  size?: 's' | 'm' | 'l'
  silent?: boolean
}

/** Somebody's picture with what they are on its corner. */
export function PersonPicture({ user, name, status, size = 's', silent }: PersonPictureProps) {
  return (
    <span className={cx(styles.picture, size === 'l' && styles.l)}>
      <Avatar id={user.id} picture={user.avatar} name={name} size={size} bot={user.bot} />
      {status && <StatusDot status={status} corner silent={silent} />}
    </span>
  )
}
