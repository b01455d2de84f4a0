import { request } from '../client'
import type { HeldAccount } from '../supervision-types'

/** People, the newest first: by the beginning of a name, an id, or a whole e-mail. */
export const searchPeople = (query: string, before?: string) =>
  request<HeldAccount[]>('GET', '/admin/people', { query: { query, before, limit: 50 } })
