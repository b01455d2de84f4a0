/** Pushes about bans, ownership and direct invitations. */
import type { QueryClient } from '@tanstack/react-query'

import { keys } from '@/api/keys'
import type { AdministrationPushes, Ban, Id, Invited, Transfer } from '@/api/types'

import { tellNews } from './news'

type Apply = {
  [Name in keyof AdministrationPushes]: (client: QueryClient, data: AdministrationPushes[Name]) => void
}

export const ADMINISTRATION_PUSHES: Apply = {
  // The push does not say why: the list is asked again.
  GUILD_BAN_ADD: (client, { guild_id }) => void client.invalidateQueries({ queryKey: keys.bans(guild_id) }),

  GUILD_BAN_REMOVE(client, { guild_id, user }) {
    client.setQueryData<Ban[]>(keys.bans(guild_id), (bans) => bans?.filter((ban) => ban.user.id !== user.id))
  },

  BEEP_OWNERSHIP_PROPOSED(client, { guild_id, user_id }) {
    if (user_id === null) client.setQueryData<Transfer | null>(keys.transfer(guild_id), null)
    else void client.invalidateQueries({ queryKey: keys.transfer(guild_id) })
  },

  BEEP_INVITED(client, invited) {
    client.setQueryData<Invited[]>(keys.invited, (old) => [
      invited,
      ...(old ?? []).filter((one) => one.guild.id !== invited.guild.id),
    ])
    tellNews({ kind: 'invited', invited })
  },

  BEEP_INVITED_ENDED: (client, { guild_id }) => joined(client, guild_id),
}

/** An invitation is over, whichever way: taken back, declined, or answered by joining. */
export function joined(client: QueryClient, serverId: Id): void {
  client.setQueryData<Invited[]>(keys.invited, (old) => old?.filter((one) => one.guild.id !== serverId))
}
