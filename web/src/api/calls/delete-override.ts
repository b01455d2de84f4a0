import { request } from '../client'

export const deleteOverride = (channelId: string, targetId: string) =>
  request<void>('DELETE', `/channels/${channelId}/permissions/${targetId}`)
