/** What the screens read: one hook per thing in the cache. */
import {
  queryOptions,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import { useMemo } from 'react'

import type { MessageWindow, ReadStates, UnreadMentions } from '@/api/cache'
import { getMe } from '@/api/calls/get-me'
import { getServer } from '@/api/calls/get-server'
import { listChannels } from '@/api/calls/list-channels'
import { listMembers } from '@/api/calls/list-members'
import { listMyServers } from '@/api/calls/list-my-servers'
import type { NewDevice } from '@/api/factor-types'
import { keys } from '@/api/keys'
import type { Channel, Id, Me, Member, Server, ServerSummary } from '@/api/types'
import { CHANNEL_TYPES, groupsOf } from '@/lib/channel-order'
import { masked, permissionsIn, permissionsInChannel } from '@/lib/permissions'

import { loadPresent } from './history'
import { seenChannels, seenRights, useViewingIn } from './viewing'

/** Fetch, unless a push has brought something fresher while the request travelled. */
async function unlessPushed<T>(client: QueryClient, key: QueryKey, fetch: () => Promise<T>): Promise<T> {
  const before = client.getQueryState(key)?.dataUpdateCount ?? 0
  const fetched = await fetch()
  const state = client.getQueryState<T>(key)
  return state?.data !== undefined && state.dataUpdateCount > before ? state.data : fetched
}

function kept<T>(client: QueryClient, queryKey: QueryKey, fetch: () => Promise<T>) {
  return queryOptions({
    queryKey,
    queryFn: () => unlessPushed(client, queryKey, fetch),
    staleTime: Infinity,
    // Hooks are also called before anything is open: no id, nothing to ask.
    enabled: queryKey.at(-1) !== '',
  })
}

export function useMe(): Me | undefined {
  return useQuery(kept(useQueryClient(), keys.me, getMe)).data
}

export function useServers() {
  return useQuery<ServerSummary[]>(kept(useQueryClient(), keys.servers, listMyServers))
}

export function useServer(id: Id) {
  return useQuery<Server>(kept(useQueryClient(), keys.server(id), () => getServer(id)))
}

/** The options of a server's channel list, for those who watch several at once. */
export function channelsOf(client: QueryClient, serverId: Id) {
  return kept<Channel[]>(client, keys.channels(serverId), () => listChannels(serverId))
}

/** Text and announcement channels in the order of the list. */
export function useChannels(serverId: Id) {
  const viewing = useViewingIn(serverId)
  const server = useServer(serverId).data
  return useQuery<Channel[], Error, Channel[]>({
    ...channelsOf(useQueryClient(), serverId),
    select: (channels) => ordered(viewing && server ? seenChannels(viewing, server, channels) : channels),
  })
}

function ordered(channels: Channel[]): Channel[] {
  const { text, announcement } = CHANNEL_TYPES
  return groupsOf(channels)
    .flatMap((group) => group.channels)
    .filter((channel) => channel.type === text || channel.type === announcement)
}

export function useMembers(serverId: Id) {
  return useQuery<Member[]>(kept(useQueryClient(), keys.members(serverId), () => listMembers(serverId)))
}

/** Members by the id of their user. */
export function useMemberMap(serverId: Id): ReadonlyMap<Id, Member> {
  const { data } = useMembers(serverId)
  return useMemo(() => new Map((data ?? []).map((member) => [member.user.id, member])), [data])
}

export function useMessages(channelId: Id) {
  return useQuery<MessageWindow>({
    queryKey: keys.messages(channelId),
    queryFn: ({ signal }) => loadPresent(channelId, signal),
    staleTime: Infinity,
    gcTime: 10 * 60_000,
  })
}

export function useReadStates(): ReadStates | undefined {
  // Filled by READY and by pushes; there is nothing to fetch.
  return useQuery<ReadStates>({ queryKey: keys.readStates, queryFn: () => ({}), enabled: false }).data
}

/** Sign-ins with something new that nobody has looked at yet; pushes tell of them. */
export function useNewDevices(): readonly NewDevice[] {
  const query = { queryKey: keys.newDevices, queryFn: () => [], enabled: false, staleTime: Infinity }
  return useQuery<NewDevice[]>(query).data ?? NO_DEVICES
}

const NO_DEVICES: readonly NewDevice[] = []

export function useUnreadMentions(): UnreadMentions {
  return useQuery<UnreadMentions>({ queryKey: keys.mentions, queryFn: () => ({}), enabled: false }).data ?? {}
}

/**
 * My permissions in a server, or in one of its channels; none until it is known.
 * While I look at the server with other eyes, they are those of whoever I look as.
 */
export function usePermissions(serverId: Id, channel?: Channel): bigint {
  const own = useOwnPermissions(serverId, channel)
  const viewing = useViewingIn(serverId)
  const server = useServer(serverId).data
  return viewing && server ? seenRights(viewing, server, channel) & own : own
}

/** My permissions, also while I look at the server with other eyes. */
export function useOwnPermissions(serverId: Id, channel?: Channel): bigint {
  const me = useMe()
  const server = useServer(serverId).data
  const member = useMemberMap(serverId).get(me?.id ?? '')
  if (!me || !server) return 0n
  const roles = member?.roles ?? []
  const base = permissionsIn(server, me.id, roles)
  const bits = channel ? permissionsInChannel(base, channel, serverId, me.id, roles) : base
  return masked(bits, server, member, new Date())
}
