import { request } from '../client'
import type { LinkedIdentity } from '../identity-types'

export const listIdentities = () => request<LinkedIdentity[]>('GET', '/users/@me/identities')
