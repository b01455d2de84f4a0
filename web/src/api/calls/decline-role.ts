import { request } from '../client'

export const declineRole = (id: string) => request<void>('DELETE', `/admin/proposals/${id}`)
