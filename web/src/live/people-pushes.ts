/** Pushes about people: who is there, my friends, whom I block, what I chose to be seen as, what was administered. */
import type { QueryClient } from '@tanstack/react-query'

import { keys } from '@/api/keys'
import type { ChosenStatus, PeoplePushes, Presence } from '@/api/people-types'
import type { Id, Ready } from '@/api/types'

import { FRIEND_PUSHES, readyAboutFriends } from './friend-pushes'

export type Presences = Readonly<Record<Id, Presence>>

type Apply = { [Name in keyof PeoplePushes]: (client: QueryClient, data: PeoplePushes[Name]) => void }

export const PEOPLE_PUSHES: Apply = {
  BEEP_PRESENCES(client, { guild_id, presences, whole }) {
    client.setQueryData<Presences>(keys.presences(guild_id), (old) => {
      // What changed means nothing without what it changed from.
      if (!whole && !old) return old
      const now: Record<Id, Presence> = whole ? {} : { ...old }
      for (const { user_id, status } of presences) {
        if (status === 'offline') delete now[user_id]
        else now[user_id] = status
      }
      return now
    })
  },

  ...FRIEND_PUSHES,

  BEEP_STATUS: (client, { status }) => void client.setQueryData<ChosenStatus>(keys.status, status),

  BEEP_BLOCKS(client, { ids }) {
    client.setQueryData<Id[]>(keys.blocks, ids)
    void client.invalidateQueries({ queryKey: keys.blocked })
  },

  GUILD_AUDIT_LOG_ENTRY_CREATE: (client, { guild_id }) =>
    void client.invalidateQueries({ queryKey: ['audit', guild_id] }),
}

/** What READY says of oneself. */
export function readyAboutMe(client: QueryClient, ready: Ready): void {
  const { beep } = ready
  readyAboutFriends(client, ready)
  if (beep?.status) client.setQueryData<ChosenStatus>(keys.status, beep.status)
  if (beep?.blocks) client.setQueryData<Id[]>(keys.blocks, beep.blocks)
}
