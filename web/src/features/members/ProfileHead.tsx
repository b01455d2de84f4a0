import { Trans, useLingui } from '@lingui/react/macro'

import type { Id, Member, User } from '@/api/types'
import { roleColors } from '@/lib/color'
import { cx } from '@/lib/cx'
import { useRoles } from '@/live/administration'
import { nameOf } from '@/live/names'
import { usePresences } from '@/live/people'

import { colorOf } from './groups'
import { PersonPicture } from '@/ui/PersonPicture'
import styles from './ProfileCard.module.css'
import { STATUS_WORDS } from '@/ui/status'

/** Picture, names, and what somebody is right now. */
export function ProfileHead({
  serverId,
  user,
  member,
}: {
  serverId: Id
  user: User
  member: Member | undefined
}) {
  const { i18n } = useLingui()
  const roles = useRoles(serverId)
  const presences = usePresences(serverId)
  const status = member && presences ? (presences[user.id] ?? 'offline') : undefined
  const name = nameOf(user, member)
  const colors = member && roleColors(colorOf(member, roles))
  return (
    <header className={styles.head}>
      <PersonPicture user={user} name={name} status={status} size="l" silent />
      <div className={styles.names}>
        <h2 className={cx(colors && 'colored')} style={colors}>
          {name}
        </h2>
        <p>
          @{user.username}
          {user.bot && (
            <span className={styles.badge}>
              <Trans>Bot</Trans>
            </span>
          )}
        </p>
        {status && <p>{i18n._(STATUS_WORDS[status])}</p>}
      </div>
    </header>
  )
}
