import { request } from '../client'
import type { SignOutRequest } from '../types'

/** Which application asks somebody to sign out, and where they may go afterwards. */
export function lookAtSignOut(query: string): Promise<SignOutRequest> {
  return request('POST', '/authorizations/end', { body: { query }, anonymous: true })
}
