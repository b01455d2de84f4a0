import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { giveRole } from '@/api/calls/give-role'
import { takeRole } from '@/api/calls/take-role'
import { explain } from '@/api/explain'
import type { Member, Role } from '@/api/types'
import { useRoles, useStanding } from '@/live/administration'
import { apply } from '@/live/apply'
import { nameOf } from '@/live/names'
import { useMemberMap } from '@/live/queries'
import { Dialog } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'
import { Switch } from '@/ui/Switch'

import styles from './Members.module.css'

interface MemberRolesDialogProps {
  serverId: string
  member: Member
  onClose: () => void
}

/** The roles of one member, given and taken at once. */
export function MemberRolesDialog({ serverId, member, onClose }: MemberRolesDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const standing = useStanding(serverId)
  const roles = useRoles(serverId).filter((role) => role.id !== serverId)
  const held = (useMemberMap(serverId).get(member.user.id) ?? member).roles
  const name = nameOf(member.user, member)
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ role, has }: { role: Role; has: boolean }) =>
      (has ? giveRole : takeRole)(serverId, member.user.id, role.id),
    onSuccess: (_, { role, has }) => {
      const others = held.filter((id) => id !== role.id)
      const data = { ...member, roles: has ? [...others, role.id] : others, guild_id: serverId }
      apply(client, { name: 'GUILD_MEMBER_UPDATE', data })
    },
  })
  return (
    <Dialog title={t`Roles of ${name}`} onClose={onClose}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {roles.length === 0 && (
        <p>
          <Trans>This server has no role to give yet.</Trans>
        </p>
      )}
      <div className={styles.roles}>
        {roles.map((role) => {
          const fixed = !standing.reaches(role)
          return (
            <Switch
              key={role.id}
              label={role.name}
              note={fixed ? t`This role is not below yours.` : undefined}
              checked={held.includes(role.id)}
              disabled={fixed || isPending}
              onChange={(has) => mutate({ role, has })}
            />
          )
        })}
      </div>
    </Dialog>
  )
}
