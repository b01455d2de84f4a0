import { request } from '../client'
import type { Account } from '../account-types'

export const listAdministrators = () => request<Account[]>('GET', '/admin/administrators')
