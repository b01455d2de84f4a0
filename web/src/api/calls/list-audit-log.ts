import { request } from '../client'
import type { AuditFilter, AuditLog } from '../people-types'
import type { Id } from '../types'

export const AUDIT_PAGE = 50

/** What was administered in a server, the newest first; `null` is the installation itself. */
export function listAuditLog(serverId: Id | null, filter: AuditFilter): Promise<AuditLog> {
  const path = serverId === null ? '/audit-logs' : `/guilds/${serverId}/audit-logs`
  return request('GET', path, { query: { ...filter, limit: AUDIT_PAGE } })
}
