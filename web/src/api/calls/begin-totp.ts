import { request } from '../client'
import type { TotpOffer } from '../factor-types'

/** A secret for an authenticator app; it counts once a code of it is confirmed. */
export const beginTotp = () => request<TotpOffer>('POST', '/users/@me/factors/totp')
