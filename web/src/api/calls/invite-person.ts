import { request } from '../client'

/** Invite somebody by their id: they are told at once. */
export const invitePerson = (serverId: string, userId: string) =>
  request<void>('PUT', `/guilds/${serverId}/invited/${userId}`)
