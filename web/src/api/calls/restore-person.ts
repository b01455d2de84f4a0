import { request } from '../client'

/** Let somebody in again; asks for a recent sign-in. */
export const restorePerson = (id: string, reason?: string) =>
  request<void>('DELETE', `/admin/people/${id}/suspension`, { reason })
