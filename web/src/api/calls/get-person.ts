import { request } from '../client'
import type { WholeAccount } from '../account-types'

export const getPerson = (id: string) => request<WholeAccount>('GET', `/admin/people/${id}`)
