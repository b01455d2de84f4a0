import { request } from '../client'
import type { Id } from '../types'

/** Delete an uploaded file that no message carries. */
export function discardFile(channelId: Id, fileId: Id): Promise<void> {
  return request('DELETE', `/channels/${channelId}/attachments/${fileId}`)
}
