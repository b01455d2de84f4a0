import { request } from '../client'
import type { Overwrite } from '../types'

/** Set the exception of a role (type 0) or a member (type 1) in a channel. */
export const putOverride = (channelId: string, { id, type, allow, deny }: Overwrite) =>
  request<void>('PUT', `/channels/${channelId}/permissions/${id}`, { body: { type, allow, deny } })
