import { request } from '../client'
import type { Askers } from '../people-types'

/** Whose friend requests I take. */
export const getAskers = async () =>
  (await request<{ friend_requests: Askers }>('GET', '/users/@me/relationships/settings')).friend_requests
