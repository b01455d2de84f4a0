import { request } from '../client'
import type { Consent } from '../types'

export function listConsents(): Promise<Consent[]> {
  return request('GET', '/users/@me/consents')
}
