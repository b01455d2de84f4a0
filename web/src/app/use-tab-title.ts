import { useEffect, useRef } from 'react'

import { useChannels, useServer } from '@/live/queries'
import { useUnread } from '@/live/unread'

/** "(2) #general · Coalition — Beep": unread mentions first, else a dot for anything unread. */
export function tabTitle(unread: number, mentions: number, channel?: string, server?: string): string {
  const mark = mentions > 0 ? `(${mentions}) ` : unread > 0 ? '• ' : ''
  const place = [channel && `#${channel}`, server].filter(Boolean).join(' · ')
  return `${mark}${place ? `${place} — ` : ''}Beep`
}

export function useTabTitle(serverId: string | undefined, channelId: string | undefined): void {
  const servers = Object.values(useUnread())
  const unread = servers.filter((server) => server.calls).length
  const mentions = servers.reduce((sum, server) => sum + server.mentionCount, 0)
  const server = useServer(serverId ?? '').data
  const channel = useChannels(serverId ?? '').data?.find((one) => one.id === channelId)
  const title = tabTitle(unread, mentions, channel?.name, server?.name)
  useEffect(() => {
    document.title = title
  }, [title])
  const waiting = mentions > 0 || unread > 0
  const drawn = useRef(false)
  useEffect(() => {
    // The icon as it came is right until something waits.
    if (!waiting && !drawn.current) return
    drawn.current = true
    void import('./favicon').then(({ drawFavicon }) => drawFavicon(mentions, waiting))
  }, [mentions, waiting])
}
