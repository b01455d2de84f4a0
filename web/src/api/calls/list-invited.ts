import type { Invited } from '../administration-types'
import { request } from '../client'

/** Servers I am invited to by name. */
export const listInvited = () => request<Invited[]>('GET', '/users/@me/invited')
