import { request } from '../client'
import { isSignedIn } from '../session'
import type { Authorization } from '../types'

/** Says what the person did at the page an application sent them to; `look` is nothing yet. */
export function answerAuthorization(
  query: string,
  answer: 'look' | 'allow' | 'deny',
): Promise<Authorization> {
  return request('POST', '/authorizations', { body: { query, answer }, anonymous: !isSignedIn() })
}
