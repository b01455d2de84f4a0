/** Small builders of wire objects, for tests. */
import type { Channel, FullServer, Member, Message, User } from '@/api/types'

export function user(id: string, username = `user${id}`): User {
  return { id, username, discriminator: '0', global_name: null, avatar: null, bot: false, system: false }
}

export function member(id: string, username?: string): Member {
  return { user: user(id, username), nick: null, roles: [], joined_at: '2026-01-01T00:00:00Z' }
}

export function message(id: string, change: Partial<Message> = {}): Message {
  return {
    id,
    channel_id: '100',
    author: user('1'),
    content: `message ${id}`,
    timestamp: new Date(Date.UTC(2026, 10, 20, 12, 0, Number(id) % 60)).toISOString(),
    edited_timestamp: null,
    type: 0,
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    nonce: null,
    flags: 0,
    message_reference: null,
    referenced_message: null,
    ...change,
  }
}

export function channel(id: string, change: Partial<Channel> = {}): Channel {
  return {
    id,
    type: 0,
    guild_id: '50',
    name: `channel-${id}`,
    topic: null,
    position: 0,
    last_message_id: null,
    permission_overwrites: [],
    ...change,
  }
}

export function server(id = '50', change: Partial<FullServer> = {}): FullServer {
  const everyone = {
    id,
    name: '@everyone',
    color: 0,
    hoist: false,
    position: 0,
    permissions: '3072',
    managed: false,
    mentionable: false,
  }
  return {
    id,
    name: 'Coalition',
    icon: null,
    description: null,
    owner_id: '1',
    roles: [everyone],
    channels: [channel('100')],
    members: [member('1'), member('2')],
    member_count: 2,
    ...change,
  }
}
