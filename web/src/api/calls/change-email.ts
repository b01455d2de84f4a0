import type { PendingEmail } from '../account-types'
import { request } from '../client'

/** Asks for a recent sign-in; nothing changes until the link sent to the new address is followed. */
export const changeEmail = (email: string) => request<PendingEmail>('PUT', '/auth/email', { body: { email } })
