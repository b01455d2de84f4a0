import { request } from '../client'
import type { HeldAccount } from '../supervision-types'

export const listAdministrators = () => request<HeldAccount[]>('GET', '/admin/administrators')
