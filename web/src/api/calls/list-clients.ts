import { request } from '../client'
import type { Client } from '../types'

export function listClients(): Promise<Client[]> {
  return request('GET', '/admin/clients')
}
