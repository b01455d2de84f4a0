import type { Move } from '@/lib/channel-order'

import { request } from '../client'
import type { Id } from '../types'

/** Put channels in other places and categories; who is not named keeps to the order. */
export function moveChannels(serverId: Id, moves: readonly Move[]): Promise<void> {
  return request('PATCH', `/guilds/${serverId}/channels`, { body: moves })
}
