import { describe, expect, it } from 'vitest'

import { message, user } from '../../../tests/wire'
import { startsGroup, toRows, type MessageRowData } from './rules'

const at = (id: string, time: string, author = '2') =>
  message(id, { timestamp: `2026-11-20T${time}Z`, author: user(author) })
const rowsOf = (messages: ReturnType<typeof at>[], readUpTo: string | null = null) =>
  toRows({ messages, reachesStart: true, reachesPresent: true, pending: [], readUpTo, myId: '1' }).filter(
    (row): row is MessageRowData => row.kind === 'message',
  )

describe('groups', () => {
  it('hold one author for seven minutes', () => {
    expect(startsGroup(at('2', '10:07:00'), at('1', '10:00:00'))).toBe(false)
    expect(startsGroup(at('2', '10:07:01'), at('1', '10:00:00'))).toBe(true)
    expect(startsGroup(at('2', '10:00:01', '3'), at('1', '10:00:00'))).toBe(true)
    expect(startsGroup(at('1', '10:00:00'), undefined)).toBe(true)
  })

  it('an answer starts one', () => {
    const answer = { ...at('2', '10:00:01'), message_reference: { message_id: '1' } }
    expect(startsGroup(answer, at('1', '10:00:00'))).toBe(true)
  })
})

describe('rows', () => {
  it('begin with the introduction, and say each day once', () => {
    const first = message('1', { timestamp: new Date(2026, 10, 19, 23, 59).toISOString() })
    const second = message('2', { timestamp: new Date(2026, 10, 20, 0, 1).toISOString() })
    const third = message('3', { timestamp: new Date(2026, 10, 20, 0, 2).toISOString() })
    const rows = rowsOf([first, second, third])
    expect(rows.map((row) => row.day !== undefined)).toEqual([true, true, false])
    expect(rows[1]?.startsGroup).toBe(true)
  })

  it('draw the line before the first unread message, and start a group there', () => {
    const rows = rowsOf([at('1', '10:00:00'), at('2', '10:00:01'), at('3', '10:00:02')], '1')
    expect(rows.map((row) => row.firstUnread)).toEqual([false, true, false])
    expect(rows[1]?.startsGroup).toBe(true)
  })

  it('draw no line once I have answered', () => {
    const rows = rowsOf([at('1', '10:00:00'), at('2', '10:00:01'), at('3', '10:00:02', '1')], '1')
    expect(rows.some((row) => row.firstUnread)).toBe(false)
  })

  it('fold what blocked people wrote, run by run, until it is shown', () => {
    const messages = [
      at('1', '10:00:00'),
      at('2', '10:00:01', '8'),
      at('3', '10:00:02', '9'),
      at('4', '10:00:03'),
      at('5', '10:00:04', '8'),
      at('6', '10:00:05', '8'),
    ]
    const fold = (unfolded: string[], readUpTo: string | null = null) =>
      toRows({
        messages,
        reachesStart: false,
        reachesPresent: true,
        pending: [],
        readUpTo,
        myId: '1',
        blocked: new Set(['8', '9']),
        unfolded: new Set(unfolded),
      }).map((row) => (row.kind === 'blocked' ? row.messages.map((one) => one.id).join('+') : row.key))
    expect(fold([])).toEqual(['1', '2+3', '4', '5+6'])
    expect(fold(['2', '3'])).toEqual(['1', '2', '3', '4', '5+6'])
    // The line of what is new does not hide in a run.
    expect(fold([], '5')).toEqual(['1', '2+3', '4', '5', '6'])
  })

  it('show a message on its way until it has arrived, under one key', () => {
    const item = { nonce: 'abc', channelId: '100', content: 'x', createdAt: 0, state: 'sending' as const }
    const input = { reachesStart: false, reachesPresent: true, pending: [item], readUpTo: null, myId: '1' }
    expect(toRows({ ...input, messages: [] }).map((row) => row.key)).toEqual(['nabc'])
    expect(toRows({ ...input, messages: [message('9', { nonce: 'abc' })] }).map((row) => row.key)).toEqual([
      'nabc',
    ])
  })
})
