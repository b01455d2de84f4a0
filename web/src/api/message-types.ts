/** The shapes of messages and of what surrounds them: reactions, embeds, threads, read states, notification settings. */
import type { Channel, Id, Member, User } from './types'

/** Kinds of messages, as the wire numbers them. */
export const MESSAGE_KINDS = {
  plain: 0,
  joined: 7,
  pinned: 6,
  threadCreated: 18,
  reply: 19,
  threadStarter: 21,
} as const

/** Bits of a message's `flags`. */
export const MESSAGE_FLAGS = { suppressEmbeds: 1 << 2, hasThread: 1 << 5 } as const

export interface MessageReference {
  message_id?: Id
  channel_id?: Id
}

/** A character has a name and no id; one of a server has both. */
export interface Emoji {
  id: Id | null
  name: string | null
  animated?: boolean
}

/** One that a server has made; not available when it has lost the place for it. */
export interface ServerEmoji extends Emoji {
  available?: boolean
  /** Who added it; absent once they are gone. */
  user?: User
}

export interface Reaction {
  count: number
  me: boolean
  emoji: Emoji
}

export interface EmbedImage {
  url: string
  proxy_url?: string | null
  width?: number | null
  height?: number | null
}

/** A preview of a link, or a card made by a bot. */
export interface Embed {
  type?: string | null
  title?: string | null
  description?: string | null
  url?: string | null
  color?: number | null
  provider?: { name?: string | null; url?: string | null } | null
  author?: { name?: string | null; url?: string | null } | null
  thumbnail?: EmbedImage | null
  image?: EmbedImage | null
  fields?: { name: string; value: string; inline?: boolean }[]
  footer?: { text: string } | null
}

export interface Attachment {
  id: Id
  filename: string
  size: number
  url: string
  proxy_url?: string
  content_type?: string | null
  description?: string | null
  width?: number | null
  height?: number | null
  /** A thumbhash. */
  placeholder?: string | null
  is_spoiler?: boolean
}

/** A file that is already on the server and leaves with a message. */
export interface AttachmentDraft {
  id: Id
  filename?: string
  description?: string
  is_spoiler?: boolean
}

export interface Message {
  id: Id
  channel_id: Id
  author: User
  content: string
  timestamp: string
  edited_timestamp: string | null
  type: number
  mentions: User[]
  mention_roles: Id[]
  mention_everyone: boolean
  nonce?: string | number | null
  flags: number
  pinned?: boolean
  reactions?: Reaction[]
  embeds?: Embed[]
  attachments?: Attachment[]
  message_reference?: MessageReference | null
  referenced_message?: Message | null
  thread?: Channel | null
  seq?: number
}

export interface MessagePush extends Message {
  guild_id?: Id
  member?: Omit<Member, 'user'> | null
}

/** One pinned message, and when it was pinned. */
export interface Pin {
  pinned_at: string
  message: Message
}

export interface ThreadMember {
  id: Id
  user_id: Id
  join_timestamp: string
}

export interface ReadState {
  channel_id: Id
  last_read_message_id: Id | null
  /** Unread messages that call me; left out when only the pointer is known. */
  mention_count?: number
  /** The newest message the count has taken in. */
  last_message_id?: Id | null
}

export type NotificationLevel = 'all' | 'mentions' | 'none'

export interface ChannelNotifications {
  channel_id: Id
  muted: boolean
  mute_until: string | null
  /** As the server, when there is none. */
  level: NotificationLevel | null
}

export interface ServerNotifications {
  guild_id: Id
  muted: boolean
  mute_until: string | null
  level: NotificationLevel
  suppress_everyone: boolean
  channels: ChannelNotifications[]
}

interface ReactionPlace {
  channel_id: Id
  message_id: Id
  guild_id?: Id
}

export interface ReactionPush extends ReactionPlace {
  user_id: Id
  emoji: Emoji
  /** How many react so after this; makes a push that comes twice harmless. */
  count?: number
}

/** Pushes about conversations, by name. */
export interface MessagePushes {
  MESSAGE_CREATE: MessagePush
  MESSAGE_UPDATE: Partial<MessagePush> & { id: Id; channel_id: Id }
  MESSAGE_DELETE: { id: Id; channel_id: Id; guild_id?: Id }
  MESSAGE_DELETE_BULK: { ids: Id[]; channel_id: Id; guild_id?: Id }
  MESSAGE_REACTION_ADD: ReactionPush
  MESSAGE_REACTION_REMOVE: ReactionPush
  MESSAGE_REACTION_REMOVE_ALL: ReactionPlace
  MESSAGE_REACTION_REMOVE_EMOJI: ReactionPlace & { emoji: Emoji }
  CHANNEL_PINS_UPDATE: { channel_id: Id; guild_id?: Id; last_pin_timestamp: string | null }
  TYPING_START: { channel_id: Id; guild_id?: Id; user_id: Id; timestamp: number; member?: Member | null }
  BEEP_READ_STATE: ReadState
  BEEP_NOTIFICATION_SETTINGS: ServerNotifications
}

/** Pushes about threads, by name. */
export interface ThreadPushes {
  THREAD_CREATE: Channel
  THREAD_UPDATE: Channel
  THREAD_DELETE: { id: Id; guild_id: Id; parent_id: Id; type: number }
  THREAD_LIST_SYNC: { guild_id: Id; channel_ids?: Id[] | null; threads: Channel[]; members: ThreadMember[] }
  THREAD_MEMBER_UPDATE: ThreadMember & { guild_id: Id }
  THREAD_MEMBERS_UPDATE: {
    id: Id
    guild_id: Id
    member_count: number
    added_members?: ThreadMember[]
    removed_member_ids?: Id[]
  }
}
