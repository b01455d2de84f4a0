import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'

import type { MessageWindow } from '@/api/cache'
import { explain } from '@/api/explain'
import type { Channel, Id } from '@/api/types'
import { jumpTo, jumpToPresent } from '@/live/history'
import { useMessages } from '@/live/queries'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { SkeletonRows } from '@/ui/Skeleton'
import { toast } from '@/ui/toasts'

import { MessageList } from './MessageList'
import { useNames } from './names-context'
import { useOutbox } from './outbox'
import { toRows } from './rules'
import { useReading } from './use-reading'

interface MessagesProps {
  channel: Channel
  mayManage: boolean
  maySend: boolean
}

/** The messages of a channel: loading, failing, or there. */
export function Messages({ channel, mayManage, maySend }: MessagesProps) {
  const { t, i18n } = useLingui()
  const { data, error, refetch, isFetching } = useMessages(channel.id)
  if (data) return <Loaded channel={channel} window={data} mayManage={mayManage} maySend={maySend} />
  if (!error) return <SkeletonRows count={9} label={t`Messages are loading`} />
  return (
    <EmptyState picture="lost" title={t`The messages did not arrive`}>
      <p>{explain(i18n, error)}</p>
      <Button icon="retry" busy={isFetching} onClick={() => void refetch()}>
        <Trans>Try again</Trans>
      </Button>
    </EmptyState>
  )
}

interface LoadedProps extends MessagesProps {
  window: MessageWindow
}

function Loaded({ channel, window, mayManage, maySend }: LoadedProps) {
  const { i18n } = useLingui()
  const client = useQueryClient()
  const myId = useNames().myId
  const items = useOutbox((state) => state.items)
  const [atBottom, setAtBottom] = useState(true)
  // A jump replaces the window: the list starts again, at the place jumped to.
  const [view, setView] = useState<{ generation: number; startAt?: Id }>({ generation: 0 })
  const { readUpTo, markRead } = useReading(channel.id, window, atBottom)
  const rows = useMemo(() => {
    const pending = items.filter((item) => item.channelId === channel.id)
    return toRows({ ...window, pending, readUpTo, myId })
  }, [window, items, channel.id, readUpTo, myId])

  const jump = useCallback(
    async (messageId: Id | undefined) => {
      try {
        await (messageId ? jumpTo(client, channel.id, messageId) : jumpToPresent(client, channel.id))
        setView((old) => ({ generation: old.generation + 1, startAt: messageId }))
      } catch (error) {
        toast(explain(i18n, error), 'danger')
      }
    },
    [client, channel.id, i18n],
  )
  const { reachesPresent } = window
  useEffect(() => {
    // Writing while looking at the past brings back to the present, where the message will be.
    return useOutbox.subscribe((now, before) => {
      const added = now.items.length > before.items.length && now.items.at(-1)?.channelId === channel.id
      if (added && !reachesPresent) void jump(undefined)
    })
  }, [channel.id, reachesPresent, jump])
  return (
    <MessageList
      key={view.generation}
      channel={channel}
      window={window}
      rows={rows}
      startAt={view.startAt}
      readUpTo={readUpTo}
      mayManage={mayManage}
      maySend={maySend}
      onBottom={setAtBottom}
      onJump={jump}
      onMarkRead={markRead}
    />
  )
}
