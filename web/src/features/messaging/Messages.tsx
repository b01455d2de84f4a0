import { useLingui } from '@lingui/react/macro'
import { Suspense, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'

import type { MessageWindow } from '@/api/cache'
import type { Channel, Id } from '@/api/types'
import { useMessages } from '@/live/queries'
import { later } from '@/ui/later'
import { SkeletonRows } from '@/ui/Skeleton'

import { useAttention } from './attention'
import { MessageList } from './MessageList'
import { useNames } from './names-context'
import { useOutgoing } from './outgoing'
import { toRows } from './rules'
import { arrived, useDestination, type Destination } from './destination'
import { useJumping } from './use-jumping'
import { useReading } from './use-reading'

const NotArrived = later(async () => (await import('./NotArrived')).NotArrived)

/** The messages of a channel: loading, failing, or there. */
export function Messages({ channel }: { channel: Channel }) {
  const { t } = useLingui()
  const { data, error, refetch, isFetching } = useMessages(channel.id)
  if (data) return <Loaded channel={channel} window={data} />
  if (!error) return <SkeletonRows count={9} label={t`Messages are loading`} />
  return (
    <Suspense>
      <NotArrived error={error} busy={isFetching} onRetry={() => void refetch()} />
    </Suspense>
  )
}

interface LoadedProps {
  channel: Channel
  window: MessageWindow
}

function Loaded({ channel, window }: LoadedProps) {
  const { myId, blocked } = useNames()
  const unfolded = useAttention((state) => state.unfolded)
  const items = useOutgoing((state) => state.items)
  const [atBottom, setAtBottom] = useState(true)
  const jumping = useJumping(channel.id)
  const { jump, jumpToTime, forgetBack } = jumping
  const { readUpTo, kept, markRead } = useReading(channel.id, window, atBottom)
  const rows = useMemo(() => {
    const pending = items.filter((item) => item.channelId === channel.id)
    return toRows({ ...window, pending, readUpTo, myId, kept, blocked, unfolded })
  }, [window, items, channel.id, readUpTo, myId, kept, blocked, unfolded])
  const onBottom = useCallback(
    (now: boolean) => {
      setAtBottom(now)
      if (now) forgetBack()
    },
    [forgetBack],
  )

  const destination = useDestination((state) => state.places[channel.id])
  const arrive = useEffectEvent((place: Destination) => {
    arrived(channel.id)
    void (place.exactly ? jump(place.id) : jumpToTime(place.id))
  })
  useEffect(() => {
    if (destination) arrive(destination)
  }, [destination])

  const { reachesPresent } = window
  useEffect(() => {
    // Writing while looking at the past brings back to the present, where the message will be.
    return useOutgoing.subscribe((now, before) => {
      const added = now.items.length > before.items.length && now.items.at(-1)?.channelId === channel.id
      if (added && !reachesPresent) void jump(undefined)
    })
  }, [channel.id, reachesPresent, jump])
  const onJump = useCallback((id: Id | undefined) => void jump(id), [jump])
  return (
    <MessageList
      key={jumping.generation}
      channel={channel}
      window={window}
      rows={rows}
      startAt={jumping.startAt}
      readUpTo={readUpTo}
      back={jumping.back}
      onBack={jumping.goBack}
      onSee={jumping.onSee}
      onBottom={onBottom}
      onJump={onJump}
      onMarkRead={markRead}
    />
  )
}
