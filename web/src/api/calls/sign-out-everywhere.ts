import { request } from '../client'

export function signOutEverywhere(): Promise<void> {
  return request('POST', '/auth/logout-all')
}
