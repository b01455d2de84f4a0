import { request } from '../client'
import type { RoleProposal } from '../supervision-types'

export const listRoleProposals = () => request<RoleProposal[]>('GET', '/admin/proposals')
