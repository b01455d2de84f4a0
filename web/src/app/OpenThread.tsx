import { lazy, Suspense } from 'react'
import { useLocation } from 'wouter'

import type { Place } from './use-place'

const ThreadPanel = lazy(() => import('@/features/messaging/ThreadPanel'))

/** The thread of the address, beside its channel; closing it goes to the channel. */
export function OpenThread({ place: { channel, thread } }: { place: Place }) {
  const [, navigate] = useLocation()
  if (!channel || !thread) return null
  return (
    <Suspense>
      <ThreadPanel
        thread={thread}
        parent={channel}
        onClose={() => navigate(`/servers/${channel.guild_id}/channels/${channel.id}`)}
      />
    </Suspense>
  )
}
