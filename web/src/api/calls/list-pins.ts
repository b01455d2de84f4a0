import { request } from '../client'
import type { Id, Pin } from '../types'

/** The pinned messages of a channel, the latest pinned first. */
export async function listPins(channelId: Id): Promise<Pin[]> {
  const { items } = await request<{ items: Pin[]; has_more: boolean }>(
    'GET',
    `/channels/${channelId}/messages/pins`,
    { query: { limit: 50 } },
  )
  return items
}
