import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { updateRole } from '@/api/calls/update-role'
import { explainForm } from '@/api/explain'
import type { Role } from '@/api/types'
import { useStanding } from '@/live/administration'
import { apply } from '@/live/apply'
import { useMembers } from '@/live/queries'
import { IconButton } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Tabs } from '@/ui/Tabs'
import { UnsavedBar } from '@/ui/UnsavedBar'

import { changedMeanwhile, changesOf, drafted, forgetDraft, useRoleDrafts } from './drafts'
import { roleTitle } from './names'
import { PermissionMatrix } from './PermissionMatrix'
import { RoleDisplay } from './RoleDisplay'
import { RoleMembers } from './RoleMembers'
import { RoleMenu } from './RoleMenu'
import styles from './RolesPage.module.css'

interface RoleEditorProps {
  serverId: string
  role: Role
  /** On a phone: back to the list. */
  onClose: (() => void) | undefined
  onDeleted: () => void
}

type Tab = 'display' | 'permissions' | 'members'

/** One role: what it looks like, what it allows, who has it. */
export function RoleEditor({ serverId, role, onClose, onDeleted }: RoleEditorProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const standing = useStanding(serverId)
  const draft = useRoleDrafts((all) => all[role.id])
  const isDefault = role.id === serverId
  const [tab, setTab] = useState<Tab>(isDefault ? 'permissions' : 'display')
  const holders = (useMembers(serverId).data ?? []).filter((member) => member.roles.includes(role.id))
  const shown = drafted(role, draft)
  const fixed = !standing.reaches(role)
  const save = useMutation({
    mutationFn: () => updateRole(serverId, role.id, draft ? changesOf(role, draft) : {}),
    onSuccess: (saved) => {
      apply(client, { name: 'GUILD_ROLE_UPDATE', data: { guild_id: serverId, role: saved } })
      forgetDraft(role.id)
    },
  })
  const count = holders.length
  const counted = <Plural value={count} one="# member" other="# members" />
  const permissions = { name: 'permissions' as const, title: <Trans>Permissions</Trans> }
  const tabs: { name: Tab; title: ReactNode }[] = isDefault
    ? [permissions]
    : [{ name: 'display', title: <Trans>Display</Trans> }, permissions, { name: 'members', title: counted }]
  const sentence = explainForm(i18n, save.error, 'name')
  return (
    <section className={styles.editor} aria-label={t`Role`}>
      <header>
        {onClose && <IconButton icon="back" label={t`All roles`} onClick={onClose} />}
        <h2>{roleTitle(shown, serverId, t`Everyone`)}</h2>
        <RoleMenu serverId={serverId} role={role} holders={count} onDeleted={onDeleted} />
      </header>
      {isDefault && (
        <Notice>
          <Trans>
            This is what every member may do, new ones included, before any other role adds to it. It cannot
            be deleted or taken from anybody.
          </Trans>
        </Notice>
      )}
      {fixed && (
        <Notice tone="signal">
          <Trans>You can look at this role, but only somebody who stands above it can change it.</Trans>
        </Notice>
      )}
      <Tabs label={t`Role`} tabs={tabs} current={tab} onChange={setTab}>
        {tab === 'display' && <RoleDisplay role={role} shown={shown} fixed={fixed} error={save.error} />}
        {tab === 'permissions' && (
          <PermissionMatrix role={role} shown={shown} fixed={fixed} mine={standing.permissions} />
        )}
        {tab === 'members' && <RoleMembers serverId={serverId} role={role} fixed={fixed} />}
      </Tabs>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      {draft && (
        <UnsavedBar
          busy={save.isPending}
          disabled={shown.name.trim() === ''}
          onSave={() => save.mutate()}
          onReset={() => {
            forgetDraft(role.id)
            save.reset()
          }}
        >
          {changedMeanwhile(role, draft) && (
            <Trans>
              Somebody changed this role meanwhile. Your changes are kept and go on top of theirs.
            </Trans>
          )}
        </UnsavedBar>
      )}
    </section>
  )
}
