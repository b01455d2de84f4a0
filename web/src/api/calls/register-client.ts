import { request } from '../client'
import type { Client, ClientDraft } from '../types'

/** The secret is in this answer and never again; a public application has none. */
export function registerClient(
  draft: ClientDraft & { public: boolean },
): Promise<Client & { secret: string | null }> {
  return request('POST', '/admin/clients', { body: draft })
}
