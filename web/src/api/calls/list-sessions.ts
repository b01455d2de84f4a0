import { request } from '../client'
import type { Session } from '../types'

export function listSessions(): Promise<Session[]> {
  return request('GET', '/auth/sessions')
}
