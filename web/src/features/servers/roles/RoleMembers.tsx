import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { giveRole } from '@/api/calls/give-role'
import { takeRole } from '@/api/calls/take-role'
import { explain } from '@/api/explain'
import type { Member, Role } from '@/api/types'
import { apply } from '@/live/apply'
import { nameOf } from '@/live/names'
import { useMembers } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Button, IconButton } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'

import { MemberPicker } from '../members/MemberPicker'
import styles from './RolesPage.module.css'

interface RoleMembersProps {
  serverId: string
  role: Role
  fixed: boolean
}

/** Who has a role, and the way to give it to more people or take it back. */
export function RoleMembers({ serverId, role, fixed }: RoleMembersProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { name: roleName } = role
  const [adding, setAdding] = useState(false)
  const { data: members = [] } = useMembers(serverId)
  const holders = members.filter((member) => member.roles.includes(role.id))
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ member, has }: { member: Member; has: boolean }) =>
      (has ? giveRole : takeRole)(serverId, member.user.id, role.id),
    onSuccess: (_, { member, has }) => {
      const others = member.roles.filter((id) => id !== role.id)
      const roles = has ? [...others, role.id] : others
      apply(client, { name: 'GUILD_MEMBER_UPDATE', data: { ...member, roles, guild_id: serverId } })
    },
  })
  return (
    <div className={styles.fields}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!fixed && (
        <div>
          <Button tone="secondary" icon="plus" onClick={() => setAdding(true)}>
            <Trans>Add members</Trans>
          </Button>
        </div>
      )}
      {holders.length === 0 ? (
        <p className={styles.note}>
          <Trans>Nobody has this role yet.</Trans>
        </p>
      ) : (
        <List>
          {holders.map((member) => {
            const name = nameOf(member.user, member)
            return (
              <ListRow
                key={member.user.id}
                start={
                  <Avatar
                    id={member.user.id}
                    picture={member.user.avatar}
                    name={name}
                    size="s"
                    bot={member.user.bot}
                  />
                }
                title={name}
                note={`@${member.user.username}`}
              >
                {!fixed && (
                  <IconButton
                    icon="close"
                    label={t`Take the role from ${name}`}
                    disabled={isPending}
                    onClick={() => mutate({ member, has: false })}
                  />
                )}
              </ListRow>
            )
          })}
        </List>
      )}
      {adding && (
        <MemberPicker
          title={t`Give the role ${roleName}`}
          members={members.filter((member) => !member.roles.includes(role.id))}
          onPick={(member) => mutate({ member, has: true })}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  )
}
