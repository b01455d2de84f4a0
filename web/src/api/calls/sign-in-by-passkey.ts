import { askPasskey, type Asking, type RequestOptions } from '@/lib/passkeys'

import { request } from '../client'
import type { Tokens } from '../types'

/** Sign in with a passkey alone: the browser asks for it, or offers it where the address is typed. */
export async function signInByPasskey(asking: Asking = {}): Promise<Tokens> {
  const options = await request<RequestOptions>('POST', '/auth/passkeys/options', { anonymous: true })
  const credential = await askPasskey(options, asking)
  return request<Tokens>('POST', '/auth/passkeys/sign-in', { body: { credential }, anonymous: true })
}
