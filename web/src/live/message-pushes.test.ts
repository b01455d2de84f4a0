import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'

import type { MessageWindow, NotificationSettings, ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type { Channel, Message, Pin, Push, Reaction } from '@/api/types'

import { channel, member, message, server, user } from '../../tests/wire'
import { apply } from './apply'
import { mentionsLeft } from './mentions'
import { windowOf } from './windows'

let client: QueryClient
const push = (...pushes: Push[]) => pushes.forEach((one) => apply(client, one))
const messages = () => client.getQueryData<MessageWindow>(keys.messages('100'))?.messages ?? []
const first = () => messages()[0] as Message
const like = { id: null, name: '👍' }
const wave = { id: '900', name: 'wave' }
const at = { channel_id: '100', message_id: '4', guild_id: '50' }
const mentions = () => mentionsLeft(client.getQueryData<UnreadMentions>(keys.mentions)?.['100'])

function ready(mention_count?: number): Push {
  return {
    name: 'READY',
    data: {
      v: 10,
      user: { ...user('1'), email: null },
      guilds: [{ id: '50' }],
      session_id: 's',
      resume_gateway_url: '',
      beep: {
        session_id: 'x',
        read_states: [{ channel_id: '100', last_read_message_id: '5', mention_count }],
        notification_settings: [
          {
            guild_id: '50',
            muted: false,
            mute_until: null,
            level: 'all',
            suppress_everyone: true,
            channels: [],
          },
        ],
      },
    },
  }
}

beforeEach(() => {
  client = new QueryClient()
  const mine = { ...member('1'), roles: ['77'] }
  push(ready(), { name: 'GUILD_CREATE', data: server('50', { members: [mine, member('2')] }) })
  client.setQueryData(keys.messages('100'), windowOf([message('4'), message('5')], true, true))
})

describe('reactions', () => {
  const add = (user_id: string, emoji = like as Reaction['emoji'], count?: number): Push => ({
    name: 'MESSAGE_REACTION_ADD',
    data: { ...at, user_id, emoji, count },
  })
  const remove = (user_id: string, emoji = like as Reaction['emoji'], count?: number): Push => ({
    name: 'MESSAGE_REACTION_REMOVE',
    data: { ...at, user_id, emoji, count },
  })

  it('are counted, and mine is marked', () => {
    push(add('2'), add('1'), add('2', wave))
    expect(first().reactions).toEqual([
      { emoji: like, count: 2, me: true },
      { emoji: wave, count: 1, me: false },
    ])
  })

  it('of mine, told before the server repeats them, count once', () => {
    push(add('1'), add('1'))
    expect(first().reactions).toEqual([{ emoji: like, count: 1, me: true }])
    push(remove('1'), remove('1'))
    expect(first().reactions).toEqual([])
  })

  it('that carry their count may come twice, and on top of an answer that has them', () => {
    push(add('2', like, 1), add('2', like, 1), add('3', like, 2), add('3', like, 2))
    expect(first().reactions).toEqual([{ emoji: like, count: 2, me: false }])
    push(remove('2', like, 1), remove('2', like, 1))
    expect(first().reactions).toEqual([{ emoji: like, count: 1, me: false }])
  })

  it('go all at once, or one emoji at a time; an emoji of a server is known by its id', () => {
    push(add('2'), add('2', wave))
    push({ name: 'MESSAGE_REACTION_REMOVE_EMOJI', data: { ...at, emoji: { id: '900', name: 'renamed' } } })
    expect(first().reactions).toEqual([{ emoji: like, count: 1, me: false }])
    push({ name: 'MESSAGE_REACTION_REMOVE_ALL', data: at })
    expect(first().reactions).toEqual([])
  })

  it('survive an edit: its push does not know which are mine', () => {
    push(add('1'))
    push({ name: 'MESSAGE_UPDATE', data: message('4', { content: 'new', reactions: [] }) })
    expect(first()).toMatchObject({ content: 'new', reactions: [{ count: 1, me: true }] })
  })

  it('of a message that is not here change nothing', () => {
    push({ name: 'MESSAGE_REACTION_ADD', data: { ...at, message_id: '999', user_id: '2', emoji: like } })
    expect(messages()).toHaveLength(2)
  })
})

describe('pins', () => {
  const pin: Pin = { pinned_at: '2026-11-20T12:00:00Z', message: message('4', { pinned: true }) }

  it('change with their message, and go with it', () => {
    client.setQueryData(keys.pins('100'), [pin])
    push({ name: 'MESSAGE_UPDATE', data: message('4', { pinned: true, content: 'new' }) })
    expect(client.getQueryData<Pin[]>(keys.pins('100'))).toMatchObject([{ message: { content: 'new' } }])
    push({ name: 'MESSAGE_UPDATE', data: message('4', { pinned: false }) })
    expect(client.getQueryData<Pin[]>(keys.pins('100'))).toEqual([])
  })

  it('are asked again when the channel says they changed', () => {
    client.setQueryData(keys.pins('100'), [pin])
    push({
      name: 'CHANNEL_PINS_UPDATE',
      data: { channel_id: '100', last_pin_timestamp: '2026-11-21T00:00:00Z' },
    })
    expect(client.getQueryState(keys.pins('100'))?.isInvalidated).toBe(true)
    expect(client.getQueryData<Channel[]>(keys.channels('50'))?.[0]?.last_pin_timestamp).toBe(
      '2026-11-21T00:00:00Z',
    )
  })
})

it('several messages are deleted at once, with their pins and mentions', () => {
  push({ name: 'MESSAGE_CREATE', data: message('6', { author: user('2'), mentions: [user('1')] }) })
  push({ name: 'MESSAGE_DELETE_BULK', data: { ids: ['4', '6'], channel_id: '100' } })
  expect(messages().map((one) => one.id)).toEqual(['5'])
  expect(mentions()).toBe(0)
})

it('an update of embeds alone keeps the rest of the message', () => {
  push({ name: 'MESSAGE_UPDATE', data: { id: '4', channel_id: '100', embeds: [{ title: 'A page' }] } })
  expect(first()).toMatchObject({ content: 'message 4', embeds: [{ title: 'A page' }] })
})

describe('mentions', () => {
  const heard = (id: string, change: Partial<Message>): Push => ({
    name: 'MESSAGE_CREATE',
    data: { ...message(id, { author: user('2'), ...change }), guild_id: '50' },
  })

  it('by name and by role count; everyone does not where I do not want it, nor does what I write', () => {
    push(
      heard('6', { mentions: [user('1')] }),
      heard('7', { mention_roles: ['77'] }),
      heard('8', { mention_everyone: true }),
      heard('9', { author: user('1'), mentions: [user('1')] }),
    )
    expect(mentions()).toBe(2)
  })

  it('of people I blocked do not count', () => {
    client.setQueryData(keys.blocks, ['2'])
    push(heard('6', { mentions: [user('1')] }))
    expect(mentions()).toBe(0)
  })

  it('begin with what the server counted', () => {
    push(ready(3))
    expect(mentions()).toBe(3)
    push(heard('6', { mentions: [user('1')] }))
    expect(mentions()).toBe(4)
  })

  it('follow the server when it counts again, also backwards', () => {
    push(heard('6', { mentions: [user('1')] }), heard('7', {}))
    push({
      name: 'BEEP_READ_STATE',
      data: { channel_id: '100', last_read_message_id: '7', mention_count: 0 },
    })
    expect(mentions()).toBe(0)
    push({
      name: 'BEEP_READ_STATE',
      data: { channel_id: '100', last_read_message_id: '5', mention_count: 1 },
    })
    expect(mentions()).toBe(1)
    expect(client.getQueryData<ReadStates>(keys.readStates)).toEqual({ '100': '5' })
    // Its push comes late: the server has counted it already.
    push(heard('6', { mentions: [user('1')] }))
    expect(mentions()).toBe(1)
  })
})

it('notification settings come with READY and change by push', () => {
  const settings = () => client.getQueryData<NotificationSettings>(keys.notifications)
  expect(settings()?.['50']?.suppress_everyone).toBe(true)
  const muted = { ...settings()?.['50'], guild_id: '50', muted: true } as NotificationSettings[string]
  push({ name: 'BEEP_NOTIFICATION_SETTINGS', data: muted })
  expect(settings()?.['50']?.muted).toBe(true)
})

describe('threads', () => {
  const thread = channel('200', { type: 11, parent_id: '100', name: 'the door' })
  const threads = () => client.getQueryData<Channel[]>(keys.threads('50'))
  const member_ = { id: '200', user_id: '1', join_timestamp: '2026-11-20T12:00:00Z' }

  it('come, change, are archived and go', () => {
    push({ name: 'THREAD_CREATE', data: thread }, { name: 'THREAD_CREATE', data: thread })
    expect(threads()).toHaveLength(1)
    push({ name: 'THREAD_UPDATE', data: { ...thread, name: 'the windows' } })
    expect(threads()?.[0]?.name).toBe('the windows')
    const thread_metadata = {
      archived: true,
      locked: false,
      auto_archive_duration: 60,
      archive_timestamp: '',
    }
    push({ name: 'THREAD_UPDATE', data: { ...thread, thread_metadata } })
    expect(threads()).toEqual([])
    push({ name: 'THREAD_CREATE', data: thread })
    push({ name: 'THREAD_DELETE', data: { id: '200', guild_id: '50', parent_id: '100', type: 11 } })
    expect(threads()).toEqual([])
  })

  it('show on the message they start from', () => {
    push({ name: 'THREAD_CREATE', data: { ...thread, id: '4' } })
    expect(first().thread?.name).toBe('the door')
    push({ name: 'THREAD_UPDATE', data: { ...thread, id: '4', name: 'the windows' } })
    expect(first().thread?.name).toBe('the windows')
  })

  it('know whether I am in them, and what was said last', () => {
    push({ name: 'THREAD_CREATE', data: thread })
    push({
      name: 'THREAD_MEMBERS_UPDATE',
      data: { id: '200', guild_id: '50', member_count: 2, added_members: [member_] },
    })
    push({ name: 'MESSAGE_CREATE', data: { ...message('300', { channel_id: '200' }), guild_id: '50' } })
    expect(threads()?.[0]).toMatchObject({ member_count: 2, member: member_, last_message_id: '300' })
    push({
      name: 'THREAD_MEMBERS_UPDATE',
      data: { id: '200', guild_id: '50', member_count: 1, removed_member_ids: ['1'] },
    })
    expect(threads()?.[0]?.member).toBeNull()
  })

  it('of a channel that becomes visible replace those known there', () => {
    push({ name: 'THREAD_CREATE', data: thread })
    push({
      name: 'THREAD_LIST_SYNC',
      data: { guild_id: '50', channel_ids: ['100'], threads: [{ ...thread, id: '201' }], members: [] },
    })
    expect(threads()?.map((one) => one.id)).toEqual(['201'])
  })
})
