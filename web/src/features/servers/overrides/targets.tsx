import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import type { Channel, Member, Overwrite, Role } from '@/api/types'
import { useRoles } from '@/live/administration'
import { nameOf } from '@/live/names'
import { useMemberMap } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { RoleDot } from '@/ui/RoleChip'

import { MEMBER, overrideOf, ROLE } from './rules'

/** Somebody or some role an exception is about. */
export interface Target {
  id: string
  type: number
  name: string
  note: string
  picture: ReactNode
  override: Overwrite
}

/** Whom a channel's exceptions are about: everyone first, then roles from the highest down, then members. */
export function useTargets(serverId: string, channel: Channel): Target[] {
  const { t } = useLingui()
  const roles = useRoles(serverId)
  const members = useMemberMap(serverId)
  const has = (id: string) => channel.permission_overwrites.some((one) => one.id === id)
  const everyone = {
    id: serverId,
    type: ROLE,
    name: t`Everyone`,
    note: t`every member`,
    picture: <RoleDot color={0} />,
    override: overrideOf(channel, serverId, ROLE),
  }
  const ofRole = (role: Role): Target => ({
    id: role.id,
    type: ROLE,
    name: role.name,
    note: t`role`,
    picture: <RoleDot color={role.color} />,
    override: overrideOf(channel, role.id, ROLE),
  })
  const ofMember = (override: Overwrite): Target => {
    const member: Member | undefined = members.get(override.id)
    const name = member ? nameOf(member.user, member) : t`Somebody who has left`
    return {
      id: override.id,
      type: MEMBER,
      name,
      note: member ? `@${member.user.username}` : override.id,
      picture: <Avatar id={override.id} name={name} size="s" />,
      override,
    }
  }
  return [
    everyone,
    ...roles.filter((role) => role.id !== serverId && has(role.id)).map(ofRole),
    ...channel.permission_overwrites.filter((one) => one.type === MEMBER).map(ofMember),
  ]
}
