import { request } from '../client'
import type { Id } from '../types'

export function takeConsentBack(clientId: Id): Promise<void> {
  return request('DELETE', `/users/@me/consents/${clientId}`)
}
