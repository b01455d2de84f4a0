import { request } from '../client'

/** The old address again, and everybody out; answers the token to choose a password by. */
export const undoEmail = (token: string) =>
  request<{ reset: string }>('POST', '/auth/email/undo', { body: { token }, anonymous: true })
