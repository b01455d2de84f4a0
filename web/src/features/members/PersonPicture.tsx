import type { User } from '@/api/types'
import { cx } from '@/lib/cx'
import { Avatar } from '@/ui/Avatar'

import type { Shown } from './status'
import { StatusDot } from './StatusDot'
import styles from './PersonPicture.module.css'

interface PersonPictureProps {
  user: User
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
