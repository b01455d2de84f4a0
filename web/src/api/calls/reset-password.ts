import { request } from '../client'

/** Choose a password by a letter's link. `signedIn`: this browser has just proved a second factor. */
export const resetPassword = (body: { token: string; password: string }, signedIn = false) =>
  request<void>('POST', '/auth/reset/confirm', { body, anonymous: !signedIn })
