/** Pushes about who is what to me: friends, requests either way, people I block. */
import type { QueryClient } from '@tanstack/react-query'

import { keys } from '@/api/keys'
import { RELATION, type PeoplePushes, type Relation, type Relationship } from '@/api/people-types'
import type { Id, Ready } from '@/api/types'

import { tellNews } from './news'

/** What others are to me, by their id. */
export type Relations = Readonly<Record<Id, Relation>>

type Names = 'BEEP_RELATIONSHIP_ADD' | 'BEEP_RELATIONSHIP_UPDATE' | 'BEEP_RELATIONSHIP_REMOVE'
type Apply = { [Name in Names]: (client: QueryClient, data: PeoplePushes[Name]) => void }

export const FRIEND_PUSHES: Apply = {
  BEEP_RELATIONSHIP_ADD: told,
  BEEP_RELATIONSHIP_UPDATE: told,
  BEEP_RELATIONSHIP_REMOVE: (client, { id }) => putRelation(client, id, undefined),
}

function told(client: QueryClient, push: PeoplePushes['BEEP_RELATIONSHIP_ADD']): void {
  const { should_notify, ...relationship } = push
  putRelation(client, push.id, relationship)
  if (!should_notify) return
  if (push.type === RELATION.incoming) tellNews({ kind: 'asked', user: push.user })
  if (push.type === RELATION.friend) tellNews({ kind: 'befriended', user: push.user })
}

/** Keep what somebody is to me now, `undefined` for nothing. */
export function putRelation(client: QueryClient, id: Id, now: Relationship | undefined): void {
  client.setQueryData<Relations>(keys.relations, (old) => {
    const others = Object.entries(old ?? {}).filter(([other]) => other !== id)
    return Object.fromEntries(now ? [...others, [id, now.type]] : others)
  })
  client.setQueryData<Relationship[]>(keys.relationships, (old) => {
    if (!old) return old
    const at = old.findIndex((one) => one.id === id)
    const others = old.filter((one) => one.id !== id)
    if (!now) return others
    // Who only has a new name keeps their place.
    return at >= 0 && old[at]?.type === now.type ? old.with(at, now) : [now, ...others]
  })
}

interface Known {
  type: Relation | undefined
  relationship: Relationship | undefined
}

export function relationNow(client: QueryClient, id: Id): Known {
  return {
    type: client.getQueryData<Relations>(keys.relations)?.[id],
    relationship: client.getQueryData<Relationship[]>(keys.relationships)?.find((one) => one.id === id),
  }
}

/** Put back what somebody was to me, also where no more than its type is known. */
export function restoreRelation(client: QueryClient, id: Id, { type, relationship }: Known): void {
  putRelation(client, id, relationship)
  if (type) client.setQueryData<Relations>(keys.relations, (old) => ({ ...old, [id]: type }))
}

/** What READY says of them; the list itself is asked again if somebody looks at it. */
export function readyAboutFriends(client: QueryClient, { relationships }: Ready): void {
  if (!relationships) return
  const now = relationships.map((one) => [one.id, one.type])
  client.setQueryData<Relations>(keys.relations, Object.fromEntries(now) as Relations)
  void client.invalidateQueries({ queryKey: keys.relationships })
}
