import { askPasskey, type RequestOptions } from '@/lib/passkeys'

import { request } from '../client'

/** Opens ten minutes in which dangerous acts are allowed. */
export function reauthenticate(password: string): Promise<void> {
  return request('POST', '/auth/reauthenticate', { body: { password } })
}

/** The same by a code of an authenticator app. */
export function reauthenticateByCode(code: string): Promise<void> {
  return request('POST', '/auth/reauthenticate', { body: { kind: 'totp', code } })
}

/** The same by a passkey: the browser asks for it. */
export async function reauthenticateByPasskey(): Promise<void> {
  const options = await request<RequestOptions>('POST', '/auth/reauthenticate/options')
  const credential = await askPasskey(options)
  return request('POST', '/auth/reauthenticate', { body: { kind: 'passkey', credential } })
}
