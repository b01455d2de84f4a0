import { request } from '../client'

/** Make somebody choose a new password; asks for a recent sign-in. */
export const forcePasswordReset = (id: string, reason?: string) =>
  request<void>('POST', `/admin/people/${id}/password-reset`, { body: { reason } })
