import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { fold } from '@/lib/text'
import { useRoles } from '@/live/administration'
import { nameOf } from '@/live/names'
import { useMembers } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Dialog } from '@/ui/Dialog'
import { RoleDot } from '@/ui/RoleChip'
import { SearchField } from '@/ui/SearchField'

import { isCalled } from '../members/MemberPicker'
import picker from '../members/MemberPicker.module.css'
import { MEMBER, ROLE } from './rules'

interface TargetPickerProps {
  title: string
  serverId: string
  /** Ids that are there already. */
  except: readonly string[]
  onPick: (id: string, type: number) => void
  onClose: () => void
}

const SHOWN = 40

/** A role or a member to make an exception for. */
export function TargetPicker({ title, serverId, except, onPick, onClose }: TargetPickerProps) {
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const { data: members = [] } = useMembers(serverId)
  const roles = useRoles(serverId).filter(
    (role) =>
      role.id !== serverId && !except.includes(role.id) && fold(role.name).includes(fold(search.trim())),
  )
  const people = members.filter((member) => !except.includes(member.user.id) && isCalled(member, search))
  return (
    <Dialog title={title} onClose={onClose}>
      <SearchField label={t`Search roles and members`} value={search} onChange={setSearch} />
      <ul className={picker.people} aria-label={t`Roles and members`}>
        {roles.map((role) => (
          <li key={role.id}>
            <button type="button" onClick={() => onPick(role.id, ROLE)}>
              <RoleDot color={role.color} />
              <span>{role.name}</span>
              <small>
                <Trans>role</Trans>
              </small>
            </button>
          </li>
        ))}
        {people.slice(0, SHOWN).map((member) => {
          const name = nameOf(member.user, member)
          return (
            <li key={member.user.id}>
              <button type="button" onClick={() => onPick(member.user.id, MEMBER)}>
                <Avatar
                  id={member.user.id}
                  picture={member.user.avatar}
                  name={name}
                  size="s"
                  bot={member.user.bot}
                />
                <span>{name}</span>
                <small>@{member.user.username}</small>
              </button>
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}
