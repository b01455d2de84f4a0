import { useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'

import type { AuditFilter } from '@/api/people-types'
import { nameOf } from '@/live/names'
import { Section } from '@/ui/Page'

import { PLATFORM_ACTIONS } from './actions'
import { AuditEntries } from './AuditEntries'
import { AuditFilters } from './AuditFilters'
import { useAuditLog } from './use-audit-log'

/** The log of the installation, for its administrators. */
export function PlatformAuditPage() {
  const { t } = useLingui()
  const [filter, setFilter] = useState<AuditFilter>({})
  const log = useAuditLog(null, filter)
  const { users } = log
  const nameById = useCallback(
    (id: string) => {
      const user = users.get(id)
      return user && nameOf(user)
    },
    [users],
  )
  const people = [...users.values()].map((user) => ({ id: user.id, name: nameOf(user) }))
  return (
    <Section
      title={t`Log of this installation`}
      note={t`Sign-ins and other acts about accounts. Entries can be neither changed nor removed.`}
    >
      <AuditFilters people={people} actions={PLATFORM_ACTIONS} filter={filter} onChange={setFilter} />
      <AuditEntries log={log} nameById={nameById} />
    </Section>
  )
}
