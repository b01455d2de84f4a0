import { request } from '../client'

/** Sign somebody out everywhere; asks for a recent sign-in. */
export const endSessionsOf = (id: string, reason?: string) =>
  request<void>('DELETE', `/admin/people/${id}/sessions`, { reason })
