import type { Account } from '../account-types'
import { request } from '../client'

export const getAccount = () => request<Account>('GET', '/auth/account')
