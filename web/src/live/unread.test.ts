import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'

import type { ReadStates, UnreadMentions } from '@/api/cache'
import { keys } from '@/api/keys'
import type { Channel, Message, Push, ServerNotifications } from '@/api/types'

import { channel, member, message, server, user } from '../../tests/wire'
import { apply } from './apply'
import { mentionsLeft } from './mentions'
import { isMuted } from './preferences'
import { unreadOf } from './unread'

describe('muting', () => {
  const channels = [channel('100', { last_message_id: '6' }), channel('101', { last_message_id: '7' })]
  const states = { '100': '5', '101': '5' }
  const mentions = { '100': { counted: 2, upTo: '6', heard: [] } }
  const settings = (change: Partial<ServerNotifications>): ServerNotifications => ({
    guild_id: '50',
    muted: false,
    mute_until: null,
    level: 'all',
    suppress_everyone: false,
    channels: [],
    ...change,
  })
  const found = (change: Partial<ServerNotifications>) =>
    unreadOf({ channels, states, mentions, joinedAt: undefined, settings: settings(change), now: 1000 })
  const quiet = (channel_id: string) => ({ channel_id, muted: true, mute_until: null, level: null })

  it('of a channel keeps its mentions, and the others call', () => {
    expect(found({ channels: [quiet('100')] })).toMatchObject({ calls: true, mentionCount: 2 })
    expect([...found({ channels: [quiet('100')] }).muted]).toEqual(['100'])
    expect(found({ channels: [quiet('100'), quiet('101')] }).calls).toBe(false)
  })

  it('of the whole server leaves nothing but the mentions', () => {
    expect(found({ muted: true })).toMatchObject({ calls: false, mentionCount: 2 })
  })

  it('ends when its time has come', () => {
    const until = { muted: true, mute_until: new Date(2000).toISOString() }
    expect([isMuted(until, 1999), isMuted(until, 2001)]).toEqual([true, false])
  })
})

/** What the server holds: every message of a channel, and how far I have read. */
class Model {
  messages: Message[] = []
  pointer = '0'

  get unread(): Message[] {
    return this.messages.filter((one) => Number(one.id) > Number(this.pointer))
  }

  get mentions(): number {
    return this.unread.filter((one) => one.mentions.length > 0 && one.author.id !== '1').length
  }

  get newest(): string | null {
    return this.messages.at(-1)?.id ?? null
  }

  /** What the server says of my reading, now. */
  get state(): Push {
    return {
      name: 'BEEP_READ_STATE',
      data: {
        channel_id: '100',
        last_read_message_id: this.pointer,
        mention_count: this.mentions,
        last_message_id: this.newest,
      },
    }
  }
}

/** A small generator of chance that can be played again. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function play(seed: number): {
  counted: number
  expected: number
  unread: boolean
  has: boolean
  log: string
} {
  const pick = chance(seed)
  const model = new Model()
  const client = new QueryClient()
  const log: string[] = []
  let next = 10
  const ready = (): Push => ({
    name: 'READY',
    data: {
      v: 10,
      user: { ...user('1'), email: null },
      guilds: [{ id: '50' }],
      session_id: 's',
      resume_gateway_url: '',
      beep: {
        session_id: 'x',
        read_states: [(model.state as Extract<Push, { name: 'BEEP_READ_STATE' }>).data],
      },
    },
  })
  const begin = () => {
    apply(client, ready())
    const here = channel('100', { last_message_id: model.newest })
    apply(client, { name: 'GUILD_CREATE', data: server('50', { channels: [here], members: [member('1')] }) })
  }
  /** Pushes travel in order, on two lines: the messages of the channel, and what concerns me alone. */
  const lines: [Push[], Push[]] = [[], []]
  const deliver = (line: 0 | 1) => {
    const push = lines[line].shift()
    if (push) apply(client, push)
  }
  begin()
  for (let step = 0; step < 40; step += 1) {
    const act = pick(7)
    if (act <= 1) {
      next += 1
      const one = message(String(next), {
        author: user(pick(4) === 0 ? '1' : '2'),
        mentions: pick(2) === 0 ? [user('1')] : [],
      })
      model.messages.push(one)
      lines[0].push({ name: 'MESSAGE_CREATE', data: { ...one, guild_id: '50' } })
      log.push(`say ${one.id}`)
    } else if (act === 2 && model.messages.length > 0) {
      const read = model.messages[pick(model.messages.length)]?.id ?? '0'
      if (Number(read) > Number(model.pointer)) model.pointer = read
      lines[1].push(model.state)
      log.push(`read ${read}`)
    } else if (act === 3 && model.messages.length > 0) {
      model.pointer = String(Number(model.messages[pick(model.messages.length)]?.id ?? '1') - 1)
      lines[1].push(model.state)
      log.push(`unread from ${model.pointer}`)
    } else if (act === 4 && model.messages.length > 0) {
      const [gone] = model.messages.splice(pick(model.messages.length), 1)
      lines[0].push({
        name: 'MESSAGE_DELETE',
        data: { id: gone?.id ?? '', channel_id: '100', guild_id: '50' },
      })
      // Those whom it called are told their count again.
      lines[1].push(model.state)
      log.push(`delete ${gone?.id ?? ''}`)
    } else if (act === 5 && pick(6) === 0) {
      // The connection begins anew: what was on its way is lost.
      lines[0].length = 0
      lines[1].length = 0
      begin()
      log.push('again')
    } else {
      deliver(pick(2) as 0 | 1)
    }
  }
  while (lines[0].length + lines[1].length > 0) deliver(lines[0].length === 0 ? 1 : (pick(2) as 0 | 1))
  const counts = client.getQueryData<UnreadMentions>(keys.mentions)
  const channels = client.getQueryData<Channel[]>(keys.channels('50')) ?? []
  const states = client.getQueryData<ReadStates>(keys.readStates)
  const found = unreadOf({ channels, states, mentions: counts ?? {}, joinedAt: undefined })
  return {
    counted: mentionsLeft(counts?.['100']),
    expected: model.mentions,
    unread: found.channels.has('100'),
    has: model.unread.length > 0,
    log: `${seed}: ${log.join(', ')}`,
  }
}

it('counts what the server counts, whatever order two lines of pushes come in', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const { counted, expected, unread, has, log } = play(seed)
    expect(counted, log).toBe(expected)
    if (has) expect(unread, log).toBe(true)
  }
})
