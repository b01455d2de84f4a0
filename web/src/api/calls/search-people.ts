import { request } from '../client'
import type { Account } from '../account-types'

/** People, the newest first: by the beginning of a name, an id, or a whole e-mail. */
export const searchPeople = (query: string, before?: string) =>
  request<Account[]>('GET', '/admin/people', { query: { query, before, limit: 50 } })
