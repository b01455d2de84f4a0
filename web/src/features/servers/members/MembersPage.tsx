import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { VList } from 'virtua'

import { explain } from '@/api/explain'
import type { Member } from '@/api/types'
import { can } from '@/lib/permissions'
import { useRoles, useStanding } from '@/live/administration'
import { nameOf } from '@/live/names'
import { useMembers, useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { SelectField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'

import { isCalled } from './MemberPicker'
import { MemberRolesDialog } from './MemberRolesDialog'
import { MemberRow } from './MemberRow'
import styles from './Members.module.css'
import { PruneDialog } from './PruneDialog'

/** Everybody of a server: found by name or role, and what one may do about each. */
export function MembersPage({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const { data, error } = useMembers(serverId)
  const owner = useServer(serverId).data?.owner_id
  const roles = useRoles(serverId)
  const standing = useStanding(serverId)
  const [search, setSearch] = useState('')
  const [roleId, setRoleId] = useState('')
  const [giving, setGiving] = useState<Member>()
  const [pruning, setPruning] = useState(false)
  if (error) return <Notice tone="danger">{explain(i18n, error)}</Notice>
  if (!data) return <SkeletonRows count={8} label={t`Members are loading`} />
  const collator = new Intl.Collator(i18n.locale, { sensitivity: 'base', numeric: true })
  const found = data
    .filter((member) => isCalled(member, search))
    .filter(
      (member) =>
        !roleId || (roleId === serverId ? member.roles.length === 0 : member.roles.includes(roleId)),
    )
    .sort((a, b) => collator.compare(nameOf(a.user, a), nameOf(b.user, b)))
  const count = found.length
  const ofRole = roles
    .filter((role) => role.id !== serverId)
    .map((role) => ({ value: role.id, label: role.name }))
  return (
    <section className={styles.page} aria-label={t`Members`}>
      <header>
        <h2>
          <Plural value={count} one="# member" other="# members" />
        </h2>
        {can(standing.permissions, 'kickMembers') && can(standing.permissions, 'manageServer') && (
          <Button tone="secondary" icon="clock" onClick={() => setPruning(true)}>
            <Trans>Prune</Trans>
          </Button>
        )}
      </header>
      <div className={styles.filters}>
        <SearchField label={t`Search the members`} value={search} onChange={setSearch} />
        <SelectField
          label={t`Role`}
          value={roleId}
          options={[{ value: '', label: t`Any role` }, ...ofRole, { value: serverId, label: t`No role` }]}
          onChange={setRoleId}
        />
      </div>
      {count === 0 && (
        <p className={styles.none}>
          <Trans>Nobody here is called that.</Trans>
        </p>
      )}
      <VList className={styles.list} role="list" aria-label={t`Members`} item={Item}>
        {found.map((member) => (
          <MemberRow
            key={member.user.id}
            {...{ serverId, member, roles, standing }}
            isOwner={member.user.id === owner}
            onRoles={() => setGiving(member)}
          />
        ))}
      </VList>
      {giving && (
        <MemberRolesDialog serverId={serverId} member={giving} onClose={() => setGiving(undefined)} />
      )}
      {pruning && <PruneDialog serverId={serverId} onClose={() => setPruning(false)} />}
    </section>
  )
}

interface ItemProps {
  index: number
  style: React.CSSProperties
  children: React.ReactNode
  ref?: React.Ref<HTMLDivElement>
}

function Item({ index: _index, ...rest }: ItemProps) {
  return <div role="listitem" {...rest} />
}
