/** What pushes about threads change in the cache: the list of a server's threads that are not archived. */
import type { QueryClient } from '@tanstack/react-query'

import { keys } from '@/api/keys'
import type { Channel, Id, Me, Message, ThreadMember, ThreadPushes } from '@/api/types'
import { newest } from '@/lib/snowflake'

import { changeWindow } from './message-pushes'
import { withChanged } from './windows'

type Apply = {
  [Name in keyof ThreadPushes]: (client: QueryClient, data: ThreadPushes[Name]) => void
}

export const THREAD_PUSHES: Apply = {
  THREAD_CREATE: putThread,

  THREAD_UPDATE: putThread,

  THREAD_DELETE(client, { id, guild_id, parent_id }) {
    changeThreads(client, guild_id, (threads) => threads.filter((one) => one.id !== id))
    client.removeQueries({ queryKey: keys.messages(id), type: 'inactive' })
    archiveChanged(client, parent_id)
  },

  THREAD_LIST_SYNC(client, { guild_id, channel_ids, threads, members }) {
    const mine = new Map(members.map((member) => [member.id, member]))
    const fresh = threads.map((thread) => ({
      ...thread,
      member: mine.get(thread.id) ?? thread.member ?? null,
    }))
    const spoken = (thread: Channel) => !channel_ids || channel_ids.includes(thread.parent_id ?? '')
    client.setQueryData<Channel[]>(keys.threads(guild_id), (old = []) => [
      ...old.filter((thread) => !spoken(thread)),
      ...fresh,
    ])
  },

  THREAD_MEMBER_UPDATE(client, { guild_id, ...member }) {
    changeThread(client, guild_id, member.id, (thread) => ({ ...thread, member }))
  },

  THREAD_MEMBERS_UPDATE(client, { id, guild_id, member_count, added_members, removed_member_ids }) {
    const me = client.getQueryData<Me>(keys.me)?.id
    const joined = added_members?.find((member) => member.user_id === me)
    const left = me !== undefined && removed_member_ids?.includes(me)
    changeThread(client, guild_id, id, (thread) => ({
      ...thread,
      member_count,
      member: left ? null : (joined ?? thread.member),
    }))
  },
}

/** Archived threads leave the list; whoever looks at the archive asks again. */
function putThread(client: QueryClient, thread: Channel): void {
  changeThreads(client, thread.guild_id, (threads) => {
    const old = threads.find((one) => one.id === thread.id)
    const others = threads.filter((one) => one !== old)
    if (thread.thread_metadata?.archived) return others
    const last_message_id = newest(thread.last_message_id, old?.last_message_id)
    return [...others, { ...old, ...thread, last_message_id, member: thread.member ?? old?.member ?? null }]
  })
  // A thread has the id of the message it starts from.
  const { parent_id } = thread
  if (parent_id)
    changeWindow(client, parent_id, (window) => withChanged(window, thread.id, withThread(thread)))
  archiveChanged(client, parent_id)
}

function withThread(thread: Channel) {
  return (message: Message): Message => ({ ...message, thread: { ...message.thread, ...thread } })
}

function archiveChanged(client: QueryClient, parentId: Id | null | undefined): void {
  if (parentId) void client.invalidateQueries({ queryKey: keys.archivedThreads(parentId) })
}

/** Threads that come before the list are the beginning of it. */
function changeThreads(client: QueryClient, serverId: Id, change: (threads: Channel[]) => Channel[]): void {
  client.setQueryData<Channel[]>(keys.threads(serverId), (threads = []) => change(threads))
}

function changeThread(
  client: QueryClient,
  serverId: Id,
  threadId: Id,
  change: (thread: Channel & { member?: ThreadMember | null }) => Channel,
): void {
  changeThreads(client, serverId, (threads) =>
    threads.map((one) => (one.id === threadId ? change(one) : one)),
  )
}
