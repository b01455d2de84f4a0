import { request } from '../client'
import type { Relationship } from '../people-types'

/** Ask whoever has a user name to be friends. */
export const askFriend = (username: string) =>
  request<Relationship>('POST', '/users/@me/relationships', { body: { username } })
