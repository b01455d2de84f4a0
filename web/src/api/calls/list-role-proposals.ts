import { request } from '../client'
import type { RoleProposal } from '../account-types'

export const listRoleProposals = () => request<RoleProposal[]>('GET', '/admin/proposals')
