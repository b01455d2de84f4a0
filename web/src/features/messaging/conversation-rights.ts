/** Rights asked from outside the list of messages, by the id of a channel or a thread. */
import type { Id } from '@/api/types'
import { usePermissions } from '@/live/queries'
import { useThread } from '@/live/threads'

import { rightsIn, type Rights } from './conversation'
import { useNames } from './names-context'

export function useRights(channelId: Id): Rights | undefined {
  const { serverId, channels } = useNames()
  const thread = useThread(serverId, channelId)
  const holder = channels.get(thread?.parent_id ?? channelId)
  const bits = usePermissions(serverId, holder)
  const place = thread ?? holder
  return place && rightsIn(bits, place)
}

export function useMayManage(channelId: Id): boolean {
  return useRights(channelId)?.manage ?? false
}
