/** Threads as the screens read them: those of a server that are not archived, and one by its id. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { getChannel } from '@/api/calls/get-channel'
import { listArchivedThreads } from '@/api/calls/list-archived-threads'
import { keys } from '@/api/keys'
import type { Channel, Id } from '@/api/types'
import { compareIds } from '@/lib/snowflake'

const NONE: readonly Channel[] = []

/** Filled by `GUILD_CREATE` and by pushes. */
export function useThreads(serverId: Id): readonly Channel[] {
  const query = { queryKey: keys.threads(serverId), queryFn: () => [], enabled: false }
  return useQuery<Channel[]>(query).data ?? NONE
}

export function useThread(serverId: Id, threadId: Id): Channel | undefined {
  return useThreads(serverId).find((one) => one.id === threadId)
}

/** Threads of one channel, the liveliest first. */
export function useThreadsOf(serverId: Id, channelId: Id): Channel[] {
  const threads = useThreads(serverId)
  return useMemo(
    () =>
      threads
        .filter((thread) => thread.parent_id === channelId)
        .sort((a, b) => compareIds(b.last_message_id ?? b.id, a.last_message_id ?? a.id)),
    [threads, channelId],
  )
}

/** A thread that may be archived, asked for when it is not among the others. */
export function useAnyThread(serverId: Id, threadId: Id, wanted: boolean) {
  const known = useThread(serverId, threadId)
  const asked = useQuery<Channel>({
    queryKey: ['thread', threadId],
    queryFn: () => getChannel(threadId),
    enabled: wanted && !known,
    retry: false,
  })
  return { thread: known ?? asked.data, error: known ? null : asked.error }
}

export function useArchivedThreads(channelId: Id, wanted: boolean) {
  return useQuery<Channel[]>({
    queryKey: keys.archivedThreads(channelId),
    queryFn: async () => (await listArchivedThreads(channelId)).threads,
    enabled: wanted,
  })
}
