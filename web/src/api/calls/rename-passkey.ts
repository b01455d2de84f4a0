import { request } from '../client'
import type { Passkey } from '../factor-types'

export const renamePasskey = (id: string, name: string) =>
  request<Passkey>('PATCH', `/users/@me/factors/passkeys/${id}`, { body: { name } })
