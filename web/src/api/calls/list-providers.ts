import { request } from '../client'
import type { IdentityProvider } from '../identity-types'

export const listProviders = () => request<IdentityProvider[]>('GET', '/auth/providers', { anonymous: true })
