import { useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'

import type { AuditFilter } from '@/api/people-types'
import { useRoles } from '@/live/administration'
import { nameOf } from '@/live/names'
import { useChannels, useMemberMap, useServer } from '@/live/queries'
import { Section } from '@/ui/Page'

import { SERVER_ACTIONS } from './actions'
import { AuditEntries } from './AuditEntries'
import { AuditFilters } from './AuditFilters'
import { useAuditLog } from './use-audit-log'

/** What was administered in a server: who did what, to whom, why, and what it was before. */
export function AuditPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const [filter, setFilter] = useState<AuditFilter>({})
  const log = useAuditLog(serverId, filter)
  const members = useMemberMap(serverId)
  const roles = useRoles(serverId)
  const channels = useChannels(serverId).data
  const owner = useServer(serverId).data?.owner_id

  const nameById = useMemo(() => {
    const names = new Map([
      ...[...log.users.values()].map((user) => [user.id, nameOf(user, members.get(user.id))] as const),
      ...(channels ?? []).map((channel) => [channel.id, `#${channel.name}`] as const),
      ...roles.map((role) => [role.id, role.name] as const),
    ])
    return (id: string) => names.get(id)
  }, [log.users, members, channels, roles])
  // Who may have administered anything: somebody without a role has no right to.
  const people = useMemo(
    () =>
      [...members.values()]
        .filter((member) => member.roles.length > 0 || member.user.id === owner || member.user.bot)
        .map((member) => ({ id: member.user.id, name: nameOf(member.user, member) })),
    [members, owner],
  )
  return (
    <Section
      title={t`Audit log`}
      note={t`Everything that was administered here. Entries can be neither changed nor removed.`}
    >
      <AuditFilters people={people} actions={SERVER_ACTIONS} filter={filter} onChange={setFilter} />
      <AuditEntries log={log} nameById={nameById} />
    </Section>
  )
}
