import { request } from '../client'

/** Opens ten minutes in which dangerous acts are allowed. */
export function reauthenticate(password: string): Promise<void> {
  return request('POST', '/auth/reauthenticate', { body: { password } })
}

/** The same by a code of an authenticator app. */
export function reauthenticateByCode(code: string): Promise<void> {
  return request('POST', '/auth/reauthenticate', { body: { kind: 'totp', code } })
}
