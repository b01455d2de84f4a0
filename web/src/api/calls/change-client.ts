import { request } from '../client'
import type { Client, ClientDraft, Id } from '../types'

export function changeClient(id: Id, draft: ClientDraft): Promise<Client> {
  return request('PUT', `/admin/clients/${id}`, { body: draft })
}
