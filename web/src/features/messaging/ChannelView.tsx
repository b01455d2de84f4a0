import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'

import type { Channel } from '@/api/types'
import { useThreadsOf } from '@/live/threads'
import { IconButton } from '@/ui/Button'
import { toggleMembers, useLayout } from '@/ui/layout'
import { PaneHeader } from '@/ui/PaneHeader'
import { usePhone } from '@/ui/use-phone'

import { resetAttention, useAttention } from './attention'
import styles from './ChannelView.module.css'
import { Conversation } from './Conversation'
import { DateButton } from './DateButton'
import { NamesContext, useServerNames } from './names-context'
import { SlotsContext, type Slots } from './slots'

const MessageDialogs = lazy(() => import('./MessageDialogs'))
const PinsPanel = lazy(() => import('./PinsPanel'))
const ThreadsPanel = lazy(() => import('./ThreadsPanel'))

interface ChannelViewProps {
  serverId: string
  channel: Channel
  slots: Slots
  /** The open thread, beside. */
  thread?: ReactNode
}

type Side = 'pins' | 'threads'

/** One channel: its title, its messages, where to write, and what is open beside them. */
export function ChannelView({ serverId, channel, slots, thread }: ChannelViewProps) {
  const names = useServerNames(serverId)
  const [side, setSide] = useState<Side>()
  const close = () => setSide(undefined)
  useEffect(() => resetAttention, [channel.id])
  return (
    <SlotsContext value={slots}>
      <NamesContext value={names}>
        <div className={styles.columns}>
          <div className={styles.column}>
            <Header serverId={serverId} channel={channel} side={side} onSide={setSide} />
            <Conversation channel={channel} />
          </div>
          <Suspense>
            {side === 'pins' && <PinsPanel channel={channel} onClose={close} />}
            {side === 'threads' && <ThreadsPanel channel={channel} onClose={close} />}
          </Suspense>
          {thread}
        </div>
        <OpenDialogs channel={channel} />
      </NamesContext>
    </SlotsContext>
  )
}

interface HeaderProps {
  serverId: string
  channel: Channel
  side: Side | undefined
  onSide: (side: Side | undefined) => void
}

function Header({ serverId, channel, side, onSide }: HeaderProps) {
  const { t } = useLingui()
  const showMembers = useLayout((state) => state.showMembers)
  const phone = usePhone()
  const threads = useThreadsOf(serverId, channel.id).length
  const toggle = (which: Side) => onSide(side === which ? undefined : which)
  return (
    <PaneHeader title={channel.name} icon="hash" note={channel.topic}>
      <IconButton
        icon="thread"
        label={threads > 0 ? t`Threads (${threads})` : t`Threads`}
        aria-pressed={side === 'threads'}
        onClick={() => toggle('threads')}
      />
      <IconButton
        icon="pin"
        label={t`Pinned messages`}
        aria-pressed={side === 'pins'}
        onClick={() => toggle('pins')}
      />
      <DateButton channelId={channel.id} />
      <IconButton
        icon="people"
        label={showMembers && !phone ? t`Hide members` : t`Show members`}
        aria-pressed={!phone && showMembers}
        onClick={toggleMembers}
      />
    </PaneHeader>
  )
}

/** Dialogs and the picker travel when the first of them opens. */
function OpenDialogs({ channel }: { channel: Channel }) {
  const open = useAttention(
    ({ deleting, reacting, reactorsOf, pinning, threadFrom }) =>
      (deleting ?? reacting ?? reactorsOf ?? pinning ?? threadFrom) !== undefined,
  )
  return (
    open && (
      <Suspense>
        <MessageDialogs channel={channel} />
      </Suspense>
    )
  )
}
