/** What is unread, computed from one read pointer per channel, and who wants to know. */
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useCallback, useRef, useSyncExternalStore } from 'react'

import type { ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type { Channel, Id, Member, ServerNotifications, ServerSummary } from '@/api/types'
import { isNewer, timeOfId } from '@/lib/snowflake'

import { mentionsLeft } from './mentions'
import { isMuted, ofChannel, useAllNotifications } from './preferences'
import { useMe, useReadStates, useServers, useUnreadMentions } from './queries'

const HOLDING_MESSAGES = new Set([0, 5, 10, 11, 12])

/** Text and announcement channels, and threads. */
export function holdsMessages(channel: Channel): boolean {
  return HOLDING_MESSAGES.has(channel.type)
}

/** Without a pointer, only what came after somebody joined is new to them. */
export function isUnread(
  channel: Channel,
  states: ReadStates | undefined,
  joinedAt: string | undefined,
): boolean {
  if (!states || !holdsMessages(channel) || !channel.last_message_id) return false
  const pointer = states[channel.id]
  if (pointer) return isNewer(channel.last_message_id, pointer)
  return joinedAt === undefined || timeOfId(channel.last_message_id).getTime() > Date.parse(joinedAt)
}

export interface Unread {
  /** Channels with something unread, muted or not. */
  channels: ReadonlySet<Id>
  /** Unread messages that mention me, by channel: these show even where it is muted. */
  mentions: Record<Id, number>
  muted: ReadonlySet<Id>
  /** Something unread wants to be noticed. */
  calls: boolean
  mentionCount: number
}

interface UnreadInput {
  channels: readonly Channel[]
  states: ReadStates | undefined
  mentions: UnreadMentions
  joinedAt: string | undefined
  settings?: ServerNotifications
  now?: number
}

export function unreadOf({ channels, states, mentions, joinedAt, settings, now }: UnreadInput): Unread {
  const unread = channels.filter((channel) => isUnread(channel, states, joinedAt))
  const counts = unread.map((channel) => [channel.id, mentionsLeft(mentions[channel.id])] as const)
  const serverMuted = isMuted(settings, now)
  const muted = new Set(
    channels.filter((channel) => isMuted(ofChannel(settings, channel.id), now)).map((one) => one.id),
  )
  return {
    channels: new Set(unread.map((channel) => channel.id)),
    mentions: Object.fromEntries(counts),
    muted,
    calls: !serverMuted && unread.some((channel) => !muted.has(channel.id)),
    mentionCount: counts.reduce((sum, [, count]) => sum + count, 0),
  }
}

/** What the cache holds for several keys, as it changes; nothing is fetched. */
function useCached<Data>(queries: readonly QueryKey[]): readonly (Data | undefined)[] {
  const client = useQueryClient()
  const held = useRef<readonly (Data | undefined)[]>([])
  const follow = useCallback((tell: () => void) => client.getQueryCache().subscribe(tell), [client])
  return useSyncExternalStore(follow, () => {
    const now = queries.map((key) => client.getQueryData<Data>(key))
    const same = now.length === held.current.length && now.every((one, at) => one === held.current[at])
    return same ? held.current : (held.current = now)
  })
}

/** Unread state of every server, by its id: its channels, and the threads I am in. */
export function useUnread(): Record<Id, Unread> {
  const client = useQueryClient()
  const servers: ServerSummary[] = useServers().data ?? []
  const states = useReadStates()
  const mentions = useUnreadMentions()
  const settings = useAllNotifications()
  const me = useMe()
  const lists = useCached<Channel[]>(servers.map((server) => keys.channels(server.id)))
  const threads = useCached<Channel[]>(servers.map((server) => keys.threads(server.id)))
  return Object.fromEntries(
    servers.map((server, index) => {
      const members = client.getQueryData<Member[]>(keys.members(server.id))
      const joinedAt = members?.find((member) => member.user.id === me?.id)?.joined_at
      const mine = (threads[index] ?? []).filter((thread) => thread.member)
      const channels = [...(lists[index] ?? []), ...mine]
      const found = unreadOf({ channels, states, mentions, joinedAt, settings: settings?.[server.id] })
      return [server.id, found]
    }),
  )
}
