import type { Departure } from '../account-types'
import { request } from '../client'

/** My wish to leave; `null` where there is none. */
export const getDeparture = async () =>
  (await request<Departure | undefined>('GET', '/users/@me/leaving')) ?? null
