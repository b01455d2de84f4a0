import { request } from '../client'
import type { Id, Message } from '../types'

export interface MessagePage {
  before?: Id
  after?: Id
  around?: Id
  limit: number
}

/** A page of messages, oldest first (the wire gives them newest first). */
export async function listMessages(
  channelId: Id,
  page: MessagePage,
  signal?: AbortSignal,
): Promise<Message[]> {
  const query = { ...page }
  const messages = await request<Message[]>('GET', `/channels/${channelId}/messages`, { query, signal })
  return messages.reverse()
}
