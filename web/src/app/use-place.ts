import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { useLocation } from 'wouter'

import type { Channel, Id } from '@/api/types'
import { goTo } from '@/features/messaging/destination'
import { useChannels } from '@/live/queries'
import { useAnyThread } from '@/live/threads'
import { toast } from '@/ui/toasts'

export interface Place {
  /** The channel that is open, or the one whose thread is. */
  channel: Channel | undefined
  thread: Channel | undefined
  /** There is no such channel, or not for me. */
  nowhere: boolean
}

/** Where an address leads in a server: a channel, a thread beside its channel, a message in one of them. */
export function usePlace(serverId: Id, channelId: Id | undefined, messageId: Id | undefined): Place {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const channels = useChannels(serverId).data
  const open = channels?.find((one) => one.id === channelId)
  const mayBeThread = channels !== undefined && channelId !== undefined && !open
  const { thread, error } = useAnyThread(serverId, channelId ?? '', mayBeThread)
  const parent = channels?.find((one) => one.id === thread?.parent_id)
  const unseen = mayBeThread && (error !== null || (thread !== undefined && !parent))
  const channel = open ?? (mayBeThread ? parent : undefined)

  useEffect(() => {
    if (!messageId || !channelId) return
    // A message one may not see, and one that does not exist, are the same to whoever follows the link.
    if (unseen) toast(t`This message is not here any more, or not for you to see.`)
    if (!channel) return
    goTo(channelId, messageId)
    navigate(`/servers/${serverId}/channels/${channelId}`, { replace: true })
  }, [serverId, channelId, messageId, unseen, channel, navigate, t])
  return {
    channel,
    thread: open ? undefined : thread,
    nowhere: channels !== undefined && (channelId === undefined || unseen),
  }
}
