import { request } from '../client'
import type { Relation } from '../people-types'

/** End what somebody is to me, as long as it is still that. */
export const endRelationship = (userId: string, type?: Relation) =>
  request<void>('DELETE', `/users/@me/relationships/${userId}`, { query: { type } })
