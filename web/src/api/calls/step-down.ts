import { request } from '../client'

/** Give my own role back; asks for a recent sign-in. */
export const stepDown = () => request<void>('DELETE', '/admin/administrators/@me')
