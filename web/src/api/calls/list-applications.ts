import { request } from '../client'
import type { Application } from '../types'

export function listApplications(): Promise<Application[]> {
  return request('GET', '/applications')
}
