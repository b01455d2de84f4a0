import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'

import type { Role } from '@/api/types'
import { useStanding } from '@/live/administration'
import { viewAs } from '@/live/viewing'
import { Menu, type MenuItem } from '@/ui/Menu'

import { DeleteRoleDialog } from './DeleteRoleDialog'
import { roleTitle } from './names'

interface RoleMenuProps {
  serverId: string
  role: Role
  holders: number
  onDeleted: () => void
}

/** What can be done with a role beside changing it. */
export function RoleMenu({ serverId, role, holders, onDeleted }: RoleMenuProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [deleting, setDeleting] = useState(false)
  const standing = useStanding(serverId)
  const name = roleTitle(role, serverId, t`Everyone`)
  const items: (MenuItem | false)[] = [
    {
      label: t`View the server as this role`,
      icon: 'eye',
      onSelect: () => {
        viewAs({ serverId, name, roles: [role.id] })
        navigate(`/servers/${serverId}`)
      },
    },
    role.id !== serverId &&
      standing.reaches(role) && {
        label: t`Delete the role`,
        icon: 'trash',
        danger: true,
        onSelect: () => setDeleting(true),
      },
  ]
  return (
    <>
      <Menu
        icon="more"
        label={t`Actions for ${name}`}
        items={items.filter((item): item is MenuItem => item !== false)}
      />
      {deleting && (
        <DeleteRoleDialog
          serverId={serverId}
          role={role}
          holders={holders}
          onDeleted={onDeleted}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
