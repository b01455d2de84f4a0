import { request } from '../client'
import type { Added } from '../factor-types'

export const confirmTotp = (code: string) =>
  request<Added>('POST', '/users/@me/factors/totp/confirm', { body: { code } })
