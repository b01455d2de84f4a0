import { request } from '../client'

export function deleteInvite(code: string): Promise<void> {
  return request('DELETE', `/invites/${encodeURIComponent(code)}`)
}
