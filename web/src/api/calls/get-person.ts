import { request } from '../client'
import type { WholeAccount } from '../supervision-types'

export const getPerson = (id: string) => request<WholeAccount>('GET', `/admin/people/${id}`)
