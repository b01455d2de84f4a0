import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { createRole } from '@/api/calls/create-role'
import { explain } from '@/api/explain'
import type { Role } from '@/api/types'
import { useStanding } from '@/live/administration'
import { apply } from '@/live/apply'
import { IconButton } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { Menu, type MenuItem } from '@/ui/Menu'
import { RoleDot } from '@/ui/RoleChip'
import { toast } from '@/ui/toasts'
import { useSortable } from '@/ui/use-sortable'

import { useRoleDrafts } from './drafts'
import { roleTitle } from './names'
import styles from './RolesPage.module.css'
import { useRoleOrder } from './use-role-order'

interface RoleListProps {
  serverId: string
  roles: readonly Role[]
  open: string | undefined
  onOpen: (roleId: string) => void
}

/** Roles from the highest down. Those within reach are moved by dragging, by menu, or with Alt and the arrows. */
export function RoleList({ serverId, roles, open, onOpen }: RoleListProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const standing = useStanding(serverId)
  const drafts = useRoleDrafts()
  const custom = roles.filter((role) => role.id !== serverId && standing.reaches(role))
  const move = useRoleOrder(serverId, custom)
  const sortable = useSortable(
    custom.map((role) => role.id),
    move,
  )
  const create = useMutation({
    mutationFn: () => createRole(serverId, { permissions: '0' }),
    onSuccess: (role) => {
      apply(client, { name: 'GUILD_ROLE_CREATE', data: { guild_id: serverId, role } })
      onOpen(role.id)
    },
    onError: (error) => toast(explain(i18n, error), 'danger'),
  })
  const moves = (index: number): MenuItem[] => {
    const last = custom.length - 1
    const step = (label: string, to: number, icon: 'up' | 'down') => ({
      label,
      icon,
      onSelect: () => move(index, to),
    })
    return [
      ...(index > 0 ? [step(t`Move up`, index - 1, 'up'), step(t`Move to the top`, 0, 'up')] : []),
      ...(index < last
        ? [step(t`Move down`, index + 1, 'down'), step(t`Move to the bottom`, last, 'down')]
        : []),
    ]
  }
  return (
    <section className={styles.list} aria-label={t`Roles`}>
      <header>
        <h2>
          <Trans>Roles</Trans>
        </h2>
        <IconButton
          icon="plus"
          label={t`Create a role`}
          aria-busy={create.isPending}
          disabled={create.isPending}
          onClick={() => create.mutate()}
        />
      </header>
      <ol className={styles.rows}>
        {roles.map((role) => {
          const index = custom.indexOf(role)
          const name = roleTitle(role, serverId, t`Everyone`)
          return (
            <li
              key={role.id}
              className={styles.row}
              data-open={role.id === open || undefined}
              {...sortable(role.id)}
            >
              <span className={styles.grip} data-fixed={index < 0 || undefined}>
                <Icon name="grip" size={16} />
              </span>
              <button
                type="button"
                aria-current={role.id === open ? 'true' : undefined}
                aria-keyshortcuts={index < 0 ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
                onClick={() => onOpen(role.id)}
              >
                <RoleDot color={role.color} />
                <span className={styles.name}>{name}</span>
                {drafts[role.id] && <span className={styles.changed} role="img" aria-label={t`not saved`} />}
              </button>
              {index >= 0 && custom.length > 1 && (
                <Menu icon="more" label={t`Move ${name}`} className={styles.more} items={moves(index)} />
              )}
            </li>
          )
        })}
      </ol>
      <p className={styles.note}>
        <Trans>
          The higher a role, the more it counts: nobody acts on people or roles at their own height.
        </Trans>
      </p>
    </section>
  )
}
