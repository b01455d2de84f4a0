import { request } from '../client'
import type { RoleProposal } from '../supervision-types'

/** Propose that somebody administers, or does no more; asks for a recent sign-in. */
export const proposeRole = (userId: string, kind: RoleProposal['kind'], reason?: string) =>
  request<RoleProposal>('POST', '/admin/proposals', { body: { user_id: userId, kind, reason } })
