import { request } from '../client'
import type { ChosenStatus } from '../people-types'

/** Choose what I am seen as while connected. */
export const updateStatus = (status: ChosenStatus) =>
  request<{ status: ChosenStatus }>('PATCH', '/users/@me/status', { body: { status } })
