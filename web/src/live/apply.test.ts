import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'

import type { MessageWindow, ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type { Channel, Me, Member, Push, Server, ServerSummary } from '@/api/types'

import { channel, member, message, server, user } from '../../tests/wire'
import { apply } from './apply'
import { recording } from './log'
import { mentionsLeft } from './mentions'
import { useTyping } from './typing'
import { unreadOf } from './unread'
import { windowOf } from './windows'

let client: QueryClient
const push = (...pushes: Push[]) => pushes.forEach((one) => apply(client, one))
const window_ = () => client.getQueryData<MessageWindow>(keys.messages('100'))
const ids = () => window_()?.messages.map((one) => one.id)

beforeEach(() => {
  client = new QueryClient()
  useTyping.setState({ channels: {} })
  const ready = {
    v: 10,
    user: { ...user('1'), email: null },
    guilds: [{ id: '50' }],
    session_id: 's',
    resume_gateway_url: '',
  }
  push(
    {
      name: 'READY',
      data: {
        ...ready,
        beep: { session_id: 'x', read_states: [{ channel_id: '100', last_read_message_id: '5' }] },
      },
    },
    { name: 'GUILD_CREATE', data: server() },
  )
  client.setQueryData(keys.messages('100'), windowOf([message('4'), message('5')], true, true))
})

describe('the beginning', () => {
  it('READY and GUILD_CREATE fill everything', () => {
    expect(client.getQueryData<Me>(keys.me)?.id).toBe('1')
    expect(client.getQueryData<ServerSummary[]>(keys.servers)).toMatchObject([{ id: '50', owner: true }])
    expect(client.getQueryData<Channel[]>(keys.channels('50'))).toHaveLength(1)
    expect(client.getQueryData<Member[]>(keys.members('50'))).toHaveLength(2)
    expect(client.getQueryData<ReadStates>(keys.readStates)).toEqual({ '100': '5' })
  })

  it('a server that is gone from READY leaves the rail', () => {
    push({
      name: 'READY',
      data: {
        v: 10,
        user: { ...user('1'), email: null },
        guilds: [],
        session_id: 's',
        resume_gateway_url: '',
      },
    })
    expect(client.getQueryData(keys.servers)).toEqual([])
  })

  it('a server too large to come whole keeps its members to be fetched', () => {
    push({ name: 'GUILD_CREATE', data: server('51', { members: [member('1')], member_count: 900 }) })
    expect(client.getQueryData(keys.members('51'))).toBeUndefined()
  })
})

describe('messages', () => {
  it('are added once, whichever way they come first', () => {
    push({ name: 'MESSAGE_CREATE', data: message('6') }, { name: 'MESSAGE_CREATE', data: message('6') })
    expect(ids()).toEqual(['4', '5', '6'])
  })

  it('keep their order when pushes do not', () => {
    push({ name: 'MESSAGE_CREATE', data: message('8') }, { name: 'MESSAGE_CREATE', data: message('7') })
    expect(ids()).toEqual(['4', '5', '7', '8'])
  })

  it('do not land in a window that looks at the past', () => {
    client.setQueryData(keys.messages('100'), windowOf([message('2')], true, false))
    push({ name: 'MESSAGE_CREATE', data: message('9') })
    expect(ids()).toEqual(['2'])
  })

  it('are edited, and an older edit does not win', () => {
    push(
      {
        name: 'MESSAGE_UPDATE',
        data: message('5', { content: 'new', edited_timestamp: '2026-11-20T12:10:00Z' }),
      },
      {
        name: 'MESSAGE_UPDATE',
        data: message('5', { content: 'old', edited_timestamp: '2026-11-20T12:05:00Z' }),
      },
    )
    expect(window_()?.messages.at(-1)?.content).toBe('new')
  })

  it('are deleted', () => {
    push({ name: 'MESSAGE_DELETE', data: { id: '4', channel_id: '100' } })
    expect(ids()).toEqual(['5'])
  })

  it('pushed during a request are applied on top of its answer', async () => {
    const { result, replay } = await recording('100', async () => {
      const answer = windowOf([message('4'), message('5')], true, true)
      push(
        { name: 'MESSAGE_CREATE', data: message('6') },
        { name: 'MESSAGE_DELETE', data: { id: '4', channel_id: '100' } },
      )
      return Promise.resolve(answer)
    })
    expect(replay(result).messages.map((one) => one.id)).toEqual(['5', '6'])
  })
})

describe('unread', () => {
  const unread = () =>
    unreadOf({
      channels: client.getQueryData<Channel[]>(keys.channels('50')) ?? [],
      states: client.getQueryData<ReadStates>(keys.readStates),
      mentions: client.getQueryData<UnreadMentions>(keys.mentions) ?? {},
      joinedAt: undefined,
    })

  it('a message of somebody else makes its channel unread, with a mention when I am named', () => {
    push({ name: 'MESSAGE_CREATE', data: message('6', { author: user('2'), mentions: [user('1')] }) })
    expect([...unread().channels]).toEqual(['100'])
    expect(unread().mentions['100']).toBe(1)
  })

  it('reading on another device clears it here, and the pointer never goes back', () => {
    push({ name: 'MESSAGE_CREATE', data: message('6', { author: user('2'), mentions: [user('1')] }) })
    push({ name: 'BEEP_READ_STATE', data: { channel_id: '100', last_read_message_id: '6' } })
    push({ name: 'BEEP_READ_STATE', data: { channel_id: '100', last_read_message_id: '5' } })
    expect(unread().channels.size).toBe(0)
    expect(mentionsLeft(client.getQueryData<UnreadMentions>(keys.mentions)?.['100'])).toBe(0)
  })
})

describe('servers, channels, members, roles', () => {
  it('channels come, change and go; a late update does not forget the last message', () => {
    push({ name: 'MESSAGE_CREATE', data: { ...message('6'), guild_id: '50' } })
    push({ name: 'CHANNEL_UPDATE', data: channel('100', { name: 'new', last_message_id: '5' }) })
    push({ name: 'CHANNEL_CREATE', data: channel('101') }, { name: 'CHANNEL_CREATE', data: channel('101') })
    expect(client.getQueryData<Channel[]>(keys.channels('50'))).toMatchObject([
      { id: '100', name: 'new', last_message_id: '6' },
      { id: '101' },
    ])
    push({ name: 'CHANNEL_DELETE', data: channel('101') })
    expect(client.getQueryData<Channel[]>(keys.channels('50'))).toHaveLength(1)
  })

  it('emojis of a server are those told last', () => {
    push({ name: 'GUILD_EMOJIS_UPDATE', data: { guild_id: '50', emojis: [{ id: '9', name: 'chat' }] } })
    expect(client.getQueryData<Server>(keys.server('50'))?.emojis).toEqual([{ id: '9', name: 'chat' }])
  })

  it('members come, change and go', () => {
    push({ name: 'GUILD_MEMBER_ADD', data: { guild_id: '50', ...member('3') } })
    push({ name: 'GUILD_MEMBER_UPDATE', data: { guild_id: '50', ...member('3'), nick: 'Trois' } })
    push({ name: 'GUILD_MEMBER_REMOVE', data: { guild_id: '50', user: user('2') } })
    const members = client.getQueryData<Member[]>(keys.members('50'))
    expect(members?.map((one) => one.nick ?? one.user.id)).toEqual(['1', 'Trois'])
  })

  it('a deleted role is taken from everybody', () => {
    const role = {
      id: '77',
      name: 'door',
      color: 0,
      hoist: false,
      position: 1,
      permissions: '0',
      managed: false,
      mentionable: false,
    }
    push({ name: 'GUILD_ROLE_CREATE', data: { guild_id: '50', role } })
    push({ name: 'GUILD_MEMBER_UPDATE', data: { guild_id: '50', ...member('2'), roles: ['77'] } })
    push({ name: 'GUILD_ROLE_DELETE', data: { guild_id: '50', role_id: '77' } })
    expect(client.getQueryData<Server>(keys.server('50'))?.roles).toHaveLength(1)
    expect(client.getQueryData<Member[]>(keys.members('50'))?.[1]?.roles).toEqual([])
  })

  it('a deleted server leaves nothing behind', () => {
    push({ name: 'GUILD_DELETE', data: { id: '50' } })
    expect(client.getQueryData(keys.servers)).toEqual([])
    expect(client.getQueryData(keys.channels('50'))).toBeUndefined()
  })

  it('a server that is only unavailable stays', () => {
    push({ name: 'GUILD_DELETE', data: { id: '50', unavailable: true } })
    expect(client.getQueryData<ServerSummary[]>(keys.servers)).toHaveLength(1)
  })
})

describe('typing', () => {
  it('is heard, except mine, and ends with the message', () => {
    push({ name: 'TYPING_START', data: { channel_id: '100', user_id: '2', timestamp: 0 } })
    push({ name: 'TYPING_START', data: { channel_id: '100', user_id: '1', timestamp: 0 } })
    expect(Object.keys(useTyping.getState().channels['100'] ?? {})).toEqual(['2'])
    push({ name: 'MESSAGE_CREATE', data: message('6', { author: user('2') }) })
    expect(Object.keys(useTyping.getState().channels['100'] ?? {})).toEqual([])
  })
})

it('an unknown push is ignored', () => {
  expect(() => apply(client, { name: 'SOMETHING_NEW', data: {} } as unknown as Push)).not.toThrow()
})
