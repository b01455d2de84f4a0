import { Trans, useLingui } from '@lingui/react/macro'
import { memo } from 'react'

import type { Member } from '@/api/types'
import { roleColors } from '@/lib/color'
import { cx } from '@/lib/cx'
import { nameOf } from '@/live/names'
import { Icon } from '@/ui/Icon'

import styles from './MemberList.module.css'
import { PersonCard } from './PersonCard'
import { PersonPicture } from '@/ui/PersonPicture'
import type { Shown } from '@/ui/status'

interface MemberRowProps {
  serverId: string
  member: Member
  color: number
  status: Shown | undefined
  isOwner: boolean
  /** The one the tabulator stops at. */
  isCurrent: boolean
}

/** One member; their card opens beside. */
export const MemberRow = memo(function MemberRow({
  serverId,
  member,
  color,
  status,
  isOwner,
  isCurrent,
}: MemberRowProps) {
  const { t } = useLingui()
  const { user } = member
  const name = nameOf(user, member)
  const colors = roleColors(color)
  return (
    <PersonCard
      serverId={serverId}
      user={user}
      member={member}
      className={cx(styles.row, status === 'offline' && styles.away)}
      tabIndex={isCurrent ? 0 : -1}
    >
      <PersonPicture user={user} name={name} status={status} />
      <span className={cx(styles.name, colors && 'colored')} style={colors}>
        {name}
      </span>
      {user.bot && (
        <span className={styles.badge}>
          <Trans>Bot</Trans>
        </span>
      )}
      {isOwner && (
        <span className={styles.owner} role="img" aria-label={t`Owner`} title={t`Owner`}>
          <Icon name="crown" size={16} />
        </span>
      )}
    </PersonCard>
  )
})
