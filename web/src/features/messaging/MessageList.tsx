import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useEffect, useRef, type CSSProperties, type ReactNode, type Ref } from 'react'
import { Virtualizer } from 'virtua'

import type { MessageWindow } from '@/api/cache'
import type { Channel, Id } from '@/api/types'
import { loadNewer, loadOlder } from '@/live/history'
import { later } from '@/ui/later'

import { Announcer } from './Announcer'
import { ChannelIntro } from './ChannelIntro'
import { BlockedRow } from './BlockedRow'
import { useConversation } from './conversation'
import styles from './MessageList.module.css'
import { MessageRow } from './MessageRow'
import { firstOf, holds, type RowData } from './rules'
import { useRoving } from './use-roving'
import { useScrolling } from './use-scrolling'

const JumpBars = later(async () => (await import('./JumpBars')).JumpBars, true)
const PendingRow = later(async () => (await import('./PendingRow')).PendingRow, true)

export interface MessageListProps {
  channel: Channel
  window: MessageWindow
  rows: readonly RowData[]
  startAt: Id | undefined
  readUpTo: Id | null | undefined
  /** Where one was before jumping. */
  back: Id | undefined
  onBack: () => void
  /** The first message on the screen, for whoever leaves it. */
  onSee: (messageId: Id | undefined) => void
  onBottom: (atBottom: boolean) => void
  onJump: (messageId: Id | undefined) => void
  onMarkRead: () => void
}

/** The scrolling list; only the rows near the screen exist. */
export function MessageList(props: MessageListProps) {
  const { channel, window, rows, startAt, onBottom, onJump, onSee } = props
  const { rights } = useConversation()
  const { t } = useLingui()
  const startKey = startAt && rows.find((row) => holds(row, startAt))?.key
  const onNearStart = useLoader(channel.id, window.reachesStart, loadOlder)
  const onNearEnd = useLoader(channel.id, window.reachesPresent, loadNewer)
  const scrolling = useScrolling({ rows, startAt: startKey, onNearStart, onNearEnd })
  const { scroller, list, atBottom, shift, onScroll, stickToBottom } = scrolling
  const roving = useRoving(channel.id, rows, list)
  const atPresent = atBottom && window.reachesPresent
  useEffect(() => onBottom(atPresent), [onBottom, atPresent])
  const seen = atPresent ? undefined : firstOf(rows[scrolling.firstVisible])?.id
  useEffect(() => onSee(seen), [onSee, seen])
  return (
    <div className={styles.frame}>
      <div ref={scroller} className={styles.scroller} tabIndex={-1}>
        <div className={styles.push} />
        {/* The arrows walk the rows; each row is focusable by itself. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          role="list"
          className={styles.list}
          aria-label={t`Messages in ${channel.name}`}
          onKeyDown={roving.onKeyDown}
          onFocus={roving.onFocus}
        >
          <Virtualizer
            ref={list}
            scrollRef={scroller}
            shift={shift}
            item={Item}
            keepMounted={roving.keepMounted}
            onScroll={onScroll}
            onResize={stickToBottom}
          >
            {rows.map((row) => {
              const active = row.key === roving.active
              if (row.kind === 'intro')
                return <ChannelIntro key={row.key} channel={channel} maySend={rights.send} />
              if (row.kind === 'pending')
                return (
                  <Suspense key={row.key}>
                    <PendingRow row={row} active={active} />
                  </Suspense>
                )
              if (row.kind === 'blocked') return <BlockedRow key={row.key} row={row} active={active} />
              return <MessageRow key={row.key} row={row} active={active} onJump={onJump} />
            })}
          </Virtualizer>
        </div>
      </div>
      <Suspense>
        <JumpBars {...props} atBottom={atBottom} firstVisible={scrolling.firstVisible} />
      </Suspense>
      <Announcer window={window} />
    </div>
  )
}

interface ItemProps {
  index: number
  style: CSSProperties
  children: ReactNode
  ref?: Ref<HTMLDivElement>
}

function Item({ index, ...rest }: ItemProps) {
  return <div role="listitem" aria-posinset={index + 1} {...rest} />
}

/** Ask for the next page once at a time; a failure is tried again at the next scroll. */
function useLoader(channelId: Id, complete: boolean, load: typeof loadOlder): () => void {
  const client = useQueryClient()
  const busy = useRef(false)
  return useCallback(() => {
    if (busy.current || complete) return
    busy.current = true
    void load(client, channelId)
      .catch(() => undefined)
      .finally(() => setTimeout(() => (busy.current = false), 200))
  }, [client, channelId, complete, load])
}
