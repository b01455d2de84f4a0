/** What one does about somebody: shown as done at once, and taken back with a word when it fails. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'

import { endRelationship } from '@/api/calls/end-relationship'
import { putRelationship } from '@/api/calls/put-relationship'
import { keys } from '@/api/keys'
import { RELATION, type Relation, type Relationship } from '@/api/people-types'
import type { Id, User } from '@/api/types'

import { putRelation, relationNow, restoreRelation } from './friend-pushes'

export type FriendAct = 'ask' | 'accept' | 'refuse' | 'withdraw' | 'remove' | 'block' | 'unblock'

/** What somebody is once it is done; nothing where it ends. */
const BECOMES: Partial<Record<FriendAct, Relation>> = {
  ask: RELATION.outgoing,
  accept: RELATION.friend,
  block: RELATION.blocked,
}
const ENDS: Partial<Record<FriendAct, Relation>> = {
  refuse: RELATION.incoming,
  withdraw: RELATION.outgoing,
  remove: RELATION.friend,
  unblock: RELATION.blocked,
}

async function done(act: FriendAct, id: Id): Promise<Relationship | undefined> {
  if (act in ENDS) await endRelationship(id, ENDS[act])
  else if (act === 'block') return putRelationship(id, { type: RELATION.blocked })
  else return putRelationship(id, { only_accept: act === 'accept' })
}

interface Failure {
  act: FriendAct
  error: unknown
}

/** What failed, by whom it was about: they may show elsewhere than where it was tried. */
export const useFailures = create<{ failures: Readonly<Record<Id, Failure>> }>(() => ({ failures: {} }))

export function forgetFailure(id: Id): void {
  useFailures.setState(({ failures }) => ({
    failures: Object.fromEntries(Object.entries(failures).filter(([other]) => other !== id)),
  }))
}

export function useFriendAct(user: User) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (act: FriendAct) => done(act, user.id),
    onMutate(act) {
      forgetFailure(user.id)
      const before = relationNow(client, user.id)
      const type = BECOMES[act]
      const now = type && { id: user.id, type, since: new Date().toISOString(), user }
      putRelation(client, user.id, now)
      return before
    },
    onSuccess: (now) => now && putRelation(client, user.id, now),
    onError(error, act, before) {
      if (before) restoreRelation(client, user.id, before)
      useFailures.setState(({ failures }) => ({ failures: { ...failures, [user.id]: { act, error } } }))
      // What holds instead is asked: it may be something else than it was before.
      void client.invalidateQueries({ queryKey: keys.relationships, refetchType: 'all' })
    },
    onSettled(_, __, act) {
      if (act === 'block' || act === 'unblock') void client.invalidateQueries({ queryKey: keys.blocked })
    },
  })
}
