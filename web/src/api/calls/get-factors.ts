import { request } from '../client'
import type { Factors } from '../factor-types'

export const getFactors = () => request<Factors>('GET', '/users/@me/factors')
