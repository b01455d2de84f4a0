import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'

import { useWaiting } from '@/live/friends'
import { useChannels, useServer } from '@/live/queries'
import { useUnread } from '@/live/unread'

/** "(2) #general · Coalition — Beep": first what calls me (mentions, requests), else a dot for anything unread. */
export function tabTitle(unread: number, calling: number, channel?: string, server?: string): string {
  const mark = calling > 0 ? `(${calling}) ` : unread > 0 ? '• ' : ''
  const place = [channel && `#${channel}`, server].filter(Boolean).join(' · ')
  return `${mark}${place ? `${place} — ` : ''}Beep`
}

export function useTabTitle(
  serverId: string | undefined,
  channelId: string | undefined,
  atFriends: boolean,
): void {
  const { t } = useLingui()
  const servers = Object.values(useUnread())
  const unread = servers.filter((server) => server.calls).length
  const waitingForMe = useWaiting()
  const calling = servers.reduce((sum, server) => sum + server.mentionCount, waitingForMe)
  const server = useServer(serverId ?? '').data
  const channel = useChannels(serverId ?? '').data?.find((one) => one.id === channelId)
  const title = tabTitle(unread, calling, channel?.name, atFriends ? t`Friends` : server?.name)
  useEffect(() => {
    document.title = title
  }, [title])
  const waiting = calling > 0 || unread > 0
  const drawn = useRef(false)
  useEffect(() => {
    // The icon as it came is right until something waits.
    if (!waiting && !drawn.current) return
    drawn.current = true
    void import('./favicon').then(({ drawFavicon }) => drawFavicon(calling, waiting))
  }, [calling, waiting])
}
