/** What the screens read about friends: who they are, who asks, who of them is there. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { listRelationships } from '@/api/calls/list-relationships'
import { keys } from '@/api/keys'
import { RELATION, type Relation, type Relationship } from '@/api/people-types'
import type { Id } from '@/api/types'

import type { Relations } from './friend-pushes'
import { useInvited } from './ownership'
import { lookAtFriends } from './start'

const NOTHING = {
  queryKey: keys.relations,
  queryFn: (): Relations => ({}),
  // Filled by READY and pushes; there is nothing to fetch.
  enabled: false,
} as const

/** What somebody is to me. */
export function useRelation(userId: Id): Relation | undefined {
  return useQuery({ ...NOTHING, select: (relations) => relations[userId] }).data
}

/** How many wait for my answer: friend requests, and invitations to servers. */
export function useWaiting(): number {
  const asking = useQuery({ ...NOTHING, select: countIncoming }).data ?? 0
  return asking + useInvited().length
}

function countIncoming(relations: Relations): number {
  return Object.values(relations).filter((type) => type === RELATION.incoming).length
}

/** Everybody who is something to me, the newest first. */
export function useRelationships() {
  const client = useQueryClient()
  return useQuery<Relationship[]>({
    queryKey: keys.relationships,
    queryFn: () => fetchRelationships(client),
    staleTime: Infinity,
  })
}

/** A push that came while the request travelled is newer than its answer. */
async function fetchRelationships(client: QueryClient): Promise<Relationship[]> {
  const before = client.getQueryState(keys.relations)?.dataUpdateCount
  const found = await listRelationships()
  if (client.getQueryState(keys.relations)?.dataUpdateCount !== before) return fetchRelationships(client)
  const now = found.map((one) => [one.id, one.type])
  client.setQueryData<Relations>(keys.relations, Object.fromEntries(now) as Relations)
  return found
}

/** Ask to be told which of my friends are there, for as long as their page is open and in sight. */
export function useLookAtFriends(): void {
  useEffect(() => {
    const look = () => lookAtFriends(!document.hidden)
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      lookAtFriends(false)
    }
  }, [])
}
