import { request } from '../client'
import type { Departure, ServerFate } from '../leaving-types'

/** Ask for my account to be deleted; asks for a recent sign-in. */
export const askToLeave = (servers: ServerFate[]) =>
  request<Departure>('PUT', '/users/@me/leaving', { body: { servers } })
