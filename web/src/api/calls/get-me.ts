import { request } from '../client'
import type { Me } from '../types'

export function getMe(): Promise<Me> {
  return request('GET', '/users/@me')
}
