import { request } from '../client'
import type { Me } from '../types'

export function updateMe(body: {
  username?: string
  global_name?: string | null
  avatar?: string | null
  locale?: string
}): Promise<Me> {
  return request('PATCH', '/users/@me', { body })
}
