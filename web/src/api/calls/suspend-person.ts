import { request } from '../client'

/** Let somebody in no more; asks for a recent sign-in. */
export const suspendPerson = (id: string, reason?: string) =>
  request<void>('POST', `/admin/people/${id}/suspension`, { body: { reason } })
