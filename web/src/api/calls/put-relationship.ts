import { request } from '../client'
import type { Relation, Relationship } from '../people-types'

interface Wish {
  /** A friend, if nothing else is said. */
  type?: Relation
  /** Nobody is asked who did not ask first. */
  only_accept?: boolean
}

/** Ask somebody to be friends, accept their request, or block them. */
export const putRelationship = (userId: string, wish: Wish = {}) =>
  request<Relationship>('PUT', `/users/@me/relationships/${userId}`, { body: wish })
