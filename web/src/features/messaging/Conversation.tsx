import { lazy, Suspense, useMemo } from 'react'

import type { Channel } from '@/api/types'
import { useServer, usePermissions } from '@/live/queries'
import { useThreadsOf } from '@/live/threads'

import { useAttention } from './attention'
import styles from './ChannelView.module.css'
import { Composer } from './Composer'
import { ConversationContext, isThread, rightsIn, type Conversation as Place } from './conversation'
import { Messages } from './Messages'
import { useNames } from './names-context'
import { TypingLine } from './TypingLine'

const ChosenBar = lazy(() => import('./ChosenBar'))
const ReadOnly = lazy(() => import('./ReadOnly'))

interface ConversationProps {
  channel: Channel
  /** Where a thread hangs: what may be done in it is decided there. */
  parent?: Channel
}

/** The messages of a channel or a thread, and where to write. */
export function Conversation({ channel, parent }: ConversationProps) {
  const names = useNames()
  const { serverId } = names
  const bits = usePermissions(serverId, parent ?? channel)
  // Until the server's roles are here, nothing says that one may not write.
  const known = useServer(serverId).data !== undefined && names.members.size > 0
  const starters = useThreadsOf(serverId, channel.id)
    .map((thread) => thread.id)
    .sort()
    .join()
  const place = useMemo<Place>(() => {
    const rights = rightsIn(bits, channel)
    return {
      serverId,
      channel,
      isThread: isThread(channel),
      rights: known ? rights : { ...rights, send: true },
      starters: new Set(starters.split(',')),
    }
  }, [serverId, channel, bits, known, starters])
  const choosing = useAttention((state) => state.chosen !== undefined)
  return (
    <ConversationContext value={place}>
      <Messages channel={channel} />
      <div className={styles.foot}>
        <TypingLine channelId={channel.id} />
        {choosing && !parent ? (
          <Suspense>
            <ChosenBar channelId={channel.id} />
          </Suspense>
        ) : place.rights.send ? (
          <Composer channel={channel} />
        ) : (
          <Suspense>
            <ReadOnly />
          </Suspense>
        )}
      </div>
    </ConversationContext>
  )
}
