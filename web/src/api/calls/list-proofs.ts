import { request } from '../client'

/** By what I can prove again who I am. */
export const listProofs = () =>
  request<{ kinds: string[]; is_recent: boolean }>('GET', '/auth/reauthenticate')
