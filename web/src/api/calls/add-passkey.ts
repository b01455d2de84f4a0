import type { Credential } from '@/lib/passkeys'

import { request } from '../client'
import type { Added, Passkey } from '../factor-types'

export const addPasskey = (body: { name: string; credential: Credential }) =>
  request<Added & { passkey: Passkey }>('POST', '/users/@me/factors/passkeys', { body })
