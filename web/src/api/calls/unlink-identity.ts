import { request } from '../client'

/** Come in by it no more; asks for a recent sign-in. */
export const unlinkIdentity = (id: string) => request<void>('DELETE', `/users/@me/identities/${id}`)
