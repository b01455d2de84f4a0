import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { giveRole } from '@/api/calls/give-role'
import { takeRole } from '@/api/calls/take-role'
import { explain } from '@/api/explain'
import type { Id, Member, Role } from '@/api/types'
import { useRoles, useStanding } from '@/live/administration'
import { IconButton } from '@/ui/Button'
import { Menu } from '@/ui/Menu'
import { RoleChip } from '@/ui/RoleChip'
import { toast } from '@/ui/toasts'

import styles from './ProfileCard.module.css'

/** Somebody's roles; those within reach are given and taken here. */
export function MemberRoles({ serverId, member }: { serverId: Id; member: Member }) {
  const { t, i18n } = useLingui()
  const standing = useStanding(serverId)
  const roles = useRoles(serverId).filter((role) => role.id !== serverId)
  const onError = (error: unknown) => toast(explain(i18n, error), 'danger')
  const give = useMutation({ mutationFn: (id: Id) => giveRole(serverId, member.user.id, id), onError })
  const take = useMutation({ mutationFn: (id: Id) => takeRole(serverId, member.user.id, id), onError })
  const held = roles.filter((role) => member.roles.includes(role.id))
  const givable = roles.filter((role) => !member.roles.includes(role.id) && standing.reaches(role))
  const item = (role: Role) => ({
    label: role.name,
    icon: 'role' as const,
    onSelect: () => give.mutate(role.id),
  })
  if (held.length === 0 && givable.length === 0) return null
  return (
    <section className={styles.roles} aria-label={t`Roles`}>
      <h3>
        <Trans>Roles</Trans>
      </h3>
      <ul>
        {held.map((role) => (
          <li key={role.id}>
            <RoleChip name={role.name} color={role.color}>
              {standing.reaches(role) && (
                <IconButton
                  icon="close"
                  size={14}
                  label={t`Take the role ${role.name}`}
                  className={styles.take}
                  disabled={take.isPending}
                  onClick={() => take.mutate(role.id)}
                />
              )}
            </RoleChip>
          </li>
        ))}
        {givable.length > 0 && (
          <li>
            <Menu label={t`Give a role`} icon="plus" className={styles.give} items={givable.map(item)} />
          </li>
        )}
      </ul>
    </section>
  )
}
