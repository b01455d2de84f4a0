import { request } from '../client'
import type { Application } from '../types'

/** The token is in this answer and never again. */
export function createApplication(name: string): Promise<Application & { token: string }> {
  return request('POST', '/applications', { body: { name } })
}
