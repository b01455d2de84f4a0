import { request } from '../client'
import type { Id } from '../types'

export function resetBotToken(applicationId: Id): Promise<{ token: string }> {
  return request('POST', `/applications/${applicationId}/bot/reset`)
}
