import { request } from '../client'

/** Opens ten minutes in which dangerous acts are allowed. */
export function reauthenticate(password: string): Promise<void> {
  return request('POST', '/auth/reauthenticate', { body: { password } })
}
