import { request } from '../client'

/** The letter that confirms my e-mail, once more. */
export const sendVerification = () => request<void>('POST', '/auth/email/verification')
