import { request } from '../client'

export function signOut(): Promise<void> {
  return request('POST', '/auth/logout')
}
