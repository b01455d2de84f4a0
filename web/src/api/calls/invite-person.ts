import { request } from '../client'

const ID = /^\d{15,20}$/

/** Invite somebody by their user name or their id: they are told at once. */
export const invitePerson = (serverId: string, nameOrId: string) =>
  request<void>('POST', `/guilds/${serverId}/invited`, {
    body: ID.test(nameOrId) ? { user_id: nameOrId } : { username: nameOrId },
  })
