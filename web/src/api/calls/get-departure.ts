import type { Departure } from '../leaving-types'
import { request } from '../client'

/** My wish to leave; `null` where there is none. */
export const getDeparture = async () =>
  (await request<Departure | undefined>('GET', '/users/@me/leaving')) ?? null
