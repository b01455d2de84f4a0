import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { AUDIT_PAGE, listAuditLog } from '@/api/calls/list-audit-log'
import { keys } from '@/api/keys'
import type { AuditFilter, AuditLog } from '@/api/people-types'
import type { Id, User } from '@/api/types'

/** The log of a server, or of the installation (`null`), read page by page, the newest first. */
export function useAuditLog(serverId: Id | null, filter: AuditFilter) {
  const query = useInfiniteQuery({
    queryKey: keys.audit(serverId, filter),
    queryFn: ({ pageParam }) => listAuditLog(serverId, { ...filter, before: pageParam ?? filter.before }),
    initialPageParam: undefined as Id | undefined,
    getNextPageParam: (last: AuditLog) =>
      last.audit_log_entries.length < AUDIT_PAGE ? undefined : last.audit_log_entries.at(-1)?.id,
    // Others act meanwhile; a push says so, and who comes back looks again.
    staleTime: 10_000,
  })
  const { data } = query
  const entries = useMemo(() => data?.pages.flatMap((page) => page.audit_log_entries) ?? [], [data])
  const users = useMemo(
    () =>
      new Map<Id, User>(data?.pages.flatMap((page) => page.users.map((user): [Id, User] => [user.id, user]))),
    [data],
  )
  return { ...query, entries, users }
}
