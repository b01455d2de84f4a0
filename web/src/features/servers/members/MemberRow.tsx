import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'

import type { Member, Role } from '@/api/types'
import { can, isTimedOut, type Permission } from '@/lib/permissions'
import { shortDate } from '@/lib/time'
import { actOn, type Act } from '@/live/acting'
import type { Standing } from '@/live/administration'
import { askWhy } from '@/live/asking'
import { nameOf } from '@/live/names'
import { viewAs } from '@/live/viewing'
import { Avatar } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'
import { Menu, type MenuItem } from '@/ui/Menu'
import { RoleChip } from '@/ui/RoleChip'

import styles from './Members.module.css'

interface MemberRowProps {
  serverId: string
  member: Member
  roles: readonly Role[]
  standing: Standing
  isOwner: boolean
  onRoles: () => void
}

const CHIPS = 3

/** One member with their roles, and what I may do about them. */
export function MemberRow({ serverId, member, roles, standing, isOwner, onRoles }: MemberRowProps) {
  const { t, i18n } = useLingui()
  const { user } = member
  const name = nameOf(user, member)
  const held = roles.filter((role) => member.roles.includes(role.id))
  const since = shortDate(new Date(member.joined_at), i18n.locale)
  const more = held.length - CHIPS
  const items = useMemberMenu({ serverId, member, standing, name, onRoles })
  return (
    <div className={styles.row}>
      <Avatar id={user.id} picture={user.avatar} name={name} size="s" bot={user.bot} />
      <div className={styles.who}>
        <strong>
          {name}
          {isOwner && (
            <span className={styles.owner} role="img" aria-label={t`Owner`} title={t`Owner`}>
              <Icon name="crown" size={16} />
            </span>
          )}
        </strong>
        <span>
          @{user.username}
          <span className={styles.since}>
            {' '}
            · <Trans>since {since}</Trans>
          </span>
        </span>
      </div>
      <div className={styles.chips}>
        {isTimedOut(member, new Date()) && (
          <span className={styles.timeout}>
            <Icon name="clock" size={14} />
            <Trans>timed out</Trans>
          </span>
        )}
        {held.slice(0, CHIPS).map((role) => (
          <RoleChip key={role.id} name={role.name} color={role.color} />
        ))}
        {more > 0 && <span className={styles.more}>+{more}</span>}
      </div>
      {items.length > 0 && <Menu icon="more" label={t`Actions for ${name}`} items={items} />}
    </div>
  )
}

interface MemberMenuProps extends Pick<MemberRowProps, 'serverId' | 'member' | 'standing' | 'onRoles'> {
  name: string
}

function useMemberMenu({ serverId, member, standing, name, onRoles }: MemberMenuProps): MenuItem[] {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const may = (permission: Permission) => can(standing.permissions, permission)
  const below = standing.outranks(member)
  const roles = may('manageRoles')
  const act = (what: Act) => actOn({ act: what, serverId, user: member.user, member })
  const look = () => {
    viewAs({ serverId, name, roles: member.roles, userId: member.user.id })
    navigate(`/servers/${serverId}`)
  }
  const items: (MenuItem | false)[] = [
    roles && { label: t`Roles`, icon: 'role', onSelect: onRoles },
    roles && {
      label: t`What they may do, and why`,
      icon: 'question',
      onSelect: () => askWhy({ serverId, userId: member.user.id }),
    },
    roles && { label: t`View the server as them`, icon: 'eye', onSelect: look },
    below && may('manageNicknames') && { label: t`Nickname`, icon: 'edit', onSelect: () => act('nickname') },
    below && may('moderateMembers') && { label: t`Time out`, icon: 'clock', onSelect: () => act('timeout') },
    below &&
      may('kickMembers') && { label: t`Kick`, icon: 'leave', danger: true, onSelect: () => act('kick') },
    below && may('banMembers') && { label: t`Ban`, icon: 'ban', danger: true, onSelect: () => act('ban') },
  ]
  return items.filter((item): item is MenuItem => item !== false)
}
