import { request } from '../client'
import type { Askers } from '../people-types'

export const updateAskers = async (friend_requests: Askers) =>
  (
    await request<{ friend_requests: Askers }>('PATCH', '/users/@me/relationships/settings', {
      body: { friend_requests },
    })
  ).friend_requests
