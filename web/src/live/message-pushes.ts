/** What pushes about messages change in the cache: windows, reactions, pins, read pointers, mentions. */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow, NotificationSettings, ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type {
  Channel,
  Id,
  Me,
  Member,
  Message,
  MessagePushes,
  Pin,
  ReactionPush,
  ReadState,
} from '@/api/types'
import { newest } from '@/lib/snowflake'

import { record, type Change } from './log'
import { calls, counted, withHeard, withoutHeard, withRead, type Reader } from './mentions'
import { withoutEmoji, withoutReaction, withReaction } from './reactions'
import { heardTyping, stoppedTyping } from './typing'
import { withChanged, withCreated, withoutMany, withUpdated } from './windows'

type Apply = {
  [Name in keyof MessagePushes]: (client: QueryClient, data: MessagePushes[Name]) => void
}

export const MESSAGE_PUSHES: Apply = {
  MESSAGE_CREATE(client, push) {
    const message = withoutServer(push)
    changeWindow(client, message.channel_id, (window) => withCreated(window, message))
    stoppedTyping(message.channel_id, message.author.id)
    noteLastMessage(client, message, push.guild_id)
    noteMention(client, message, push.guild_id)
  },

  MESSAGE_UPDATE(client, push) {
    const message = withoutServer(push)
    // Whether I react is mine to know: the same push goes to everybody.
    const { reactions: _reactions, ...rest } = message
    changeWindow(client, message.channel_id, (window) => withUpdated(window, rest))
    changePins(client, message.channel_id, (pins) => changedPins(pins, rest))
  },

  MESSAGE_DELETE: (client, { id, channel_id }) => forget(client, channel_id, [id]),

  MESSAGE_DELETE_BULK: (client, { ids, channel_id }) => forget(client, channel_id, ids),

  MESSAGE_REACTION_ADD(client, push) {
    const change = reactionOf(client, push)
    changeMessage(client, push, (message) => withReaction(message, change))
    reactorsChanged(client, push)
  },

  MESSAGE_REACTION_REMOVE(client, push) {
    const change = reactionOf(client, push)
    changeMessage(client, push, (message) => withoutReaction(message, change))
    reactorsChanged(client, push)
  },

  MESSAGE_REACTION_REMOVE_ALL(client, push) {
    changeMessage(client, push, (message) => ({ ...message, reactions: [] }))
    reactorsChanged(client, push)
  },

  MESSAGE_REACTION_REMOVE_EMOJI(client, push) {
    changeMessage(client, push, (message) => withoutEmoji(message, push.emoji))
    reactorsChanged(client, push)
  },

  CHANNEL_PINS_UPDATE(client, { channel_id, last_pin_timestamp }) {
    changeChannel(client, channel_id, undefined, (channel) => ({ ...channel, last_pin_timestamp }))
    // It says that something changed, not what.
    void client.invalidateQueries({ queryKey: keys.pins(channel_id) })
  },

  TYPING_START(client, { channel_id, user_id }) {
    if (client.getQueryData<Me>(keys.me)?.id !== user_id) heardTyping(channel_id, user_id)
  },

  BEEP_READ_STATE: readStateChanged,

  BEEP_NOTIFICATION_SETTINGS(client, settings) {
    client.setQueryData<NotificationSettings>(keys.notifications, (old) => ({
      ...old,
      [settings.guild_id]: settings,
    }))
  },
}

function withoutServer<Push extends { guild_id?: Id; member?: unknown }>({
  guild_id: _server,
  member: _member,
  ...message
}: Push): Omit<Push, 'guild_id' | 'member'> {
  return message
}

/** Nothing has been read yet where the pointer is 0. */
export function pointerOf({ last_read_message_id }: ReadState): Id | null {
  return last_read_message_id === '0' ? null : last_read_message_id
}

/**
 * A pointer that comes with a count is the server's word, and may go back (marked unread);
 * one without a count is this page's own reading, and only goes forward.
 */
function readStateChanged(client: QueryClient, state: ReadState): void {
  const { channel_id, mention_count, last_message_id } = state
  const last_read_message_id = pointerOf(state)
  const said = mention_count !== undefined
  client.setQueryData<ReadStates>(keys.readStates, (old) => ({
    ...old,
    [channel_id]: said ? last_read_message_id : newest(last_read_message_id, old?.[channel_id]),
  }))
  client.setQueryData<UnreadMentions>(keys.mentions, (old) => ({
    ...old,
    [channel_id]: said
      ? counted(
          mention_count,
          last_read_message_id,
          last_message_id === undefined ? lastMessageOf(client, channel_id) : last_message_id,
          old?.[channel_id]?.heard,
        )
      : withRead(old?.[channel_id], last_read_message_id),
  }))
}

function forget(client: QueryClient, channelId: Id, ids: readonly Id[]): void {
  changeWindow(client, channelId, (window) => withoutMany(window, ids))
  changePins(client, channelId, (pins) => pins.filter((pin) => !ids.includes(pin.message.id)))
  client.setQueryData<UnreadMentions>(keys.mentions, (old) => {
    const count = old?.[channelId]
    return count ? { ...old, [channelId]: withoutHeard(count, ids) } : old
  })
}

function reactionOf(client: QueryClient, { emoji, user_id, count }: ReactionPush) {
  return { emoji, mine: user_id === client.getQueryData<Me>(keys.me)?.id, count }
}

function changeMessage(
  client: QueryClient,
  { channel_id, message_id }: { channel_id: Id; message_id: Id },
  change: (message: Message) => Message,
): void {
  changeWindow(client, channel_id, (window) => withChanged(window, message_id, change))
}

/** Names under a reaction are asked again by whoever looks at them. */
function reactorsChanged(client: QueryClient, { message_id }: { message_id: Id }): void {
  void client.invalidateQueries({ queryKey: ['reactors', message_id] })
}

export function changeWindow(client: QueryClient, channelId: Id, change: Change): void {
  record(channelId, change)
  client.setQueryData<MessageWindow>(keys.messages(channelId), (window) => window && change(window))
}

function changePins(client: QueryClient, channelId: Id, change: (pins: Pin[]) => Pin[]): void {
  client.setQueryData<Pin[]>(keys.pins(channelId), (pins) => pins && change(pins))
}

function changedPins(pins: Pin[], change: Partial<Message> & { id: Id }): Pin[] {
  if (change.pinned === false) return pins.filter((pin) => pin.message.id !== change.id)
  return pins.map((pin) =>
    pin.message.id === change.id ? { ...pin, message: { ...pin.message, ...change } } : pin,
  )
}

/** A channel is in the list of its server; a thread in the server's list of threads. */
function changeChannel(
  client: QueryClient,
  channelId: Id,
  serverId: Id | undefined,
  change: (channel: Channel) => Channel,
): void {
  const changeList = (list: Channel[] | undefined) =>
    list?.some((one) => one.id === channelId)
      ? list.map((one) => (one.id === channelId ? change(one) : one))
      : list
  for (const name of ['channels', 'threads']) {
    const filter = { queryKey: serverId ? [name, serverId] : [name] }
    client.setQueriesData<Channel[]>(filter, changeList)
  }
}

function noteLastMessage(client: QueryClient, message: Message, serverId: Id | undefined): void {
  changeChannel(client, message.channel_id, serverId, (channel) => ({
    ...channel,
    last_message_id: newest(channel.last_message_id, message.id),
  }))
}

function channelOf(client: QueryClient, channelId: Id): Channel | undefined {
  for (const name of ['channels', 'threads']) {
    for (const [, list] of client.getQueriesData<Channel[]>({ queryKey: [name] })) {
      const found = list?.find((one) => one.id === channelId)
      if (found) return found
    }
  }
  return undefined
}

function lastMessageOf(client: QueryClient, channelId: Id): Id | null | undefined {
  return channelOf(client, channelId)?.last_message_id
}

function readerOf(client: QueryClient, serverId: Id | undefined): Reader {
  const id = client.getQueryData<Me>(keys.me)?.id
  const members = serverId ? client.getQueryData<Member[]>(keys.members(serverId)) : undefined
  const settings = client.getQueryData<NotificationSettings>(keys.notifications)
  return {
    id,
    roles: members?.find((member) => member.user.id === id)?.roles ?? [],
    blocked: client.getQueryData<Id[]>(keys.blocks) ?? [],
    deafToEveryone: (serverId && settings?.[serverId]?.suppress_everyone) || false,
  }
}

function noteMention(client: QueryClient, message: Message, serverId: Id | undefined): void {
  const channelId = message.channel_id
  const server = serverId ?? channelOf(client, channelId)?.guild_id
  if (!calls(message, readerOf(client, server))) return
  const pointer = client.getQueryData<ReadStates>(keys.readStates)?.[channelId] ?? null
  if (newest(pointer, message.id) === pointer) return
  client.setQueryData<UnreadMentions>(keys.mentions, (old) => {
    const count = old?.[channelId]
    const heard = withHeard(count, message.id)
    return heard === count ? old : { ...old, [channelId]: heard }
  })
}
