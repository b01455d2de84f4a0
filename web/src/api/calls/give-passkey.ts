import { askPasskey, type RequestOptions } from '@/lib/passkeys'

import { request } from '../client'
import type { Tokens } from '../types'

/** The second step of signing in, by a passkey: the browser asks for it. */
export async function givePasskey(ticket: string): Promise<Tokens> {
  const path = '/auth/second-factor/passkey'
  const options = await request<RequestOptions>('POST', `${path}/options`, {
    body: { ticket },
    anonymous: true,
  })
  const credential = await askPasskey(options)
  return request<Tokens>('POST', path, { body: { ticket, credential }, anonymous: true })
}
