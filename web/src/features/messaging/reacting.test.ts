import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { MessageWindow } from '@/api/cache'
import { addReaction } from '@/api/calls/add-reaction'
import { removeReaction } from '@/api/calls/remove-reaction'
import { keys } from '@/api/keys'
import { windowOf } from '@/live/windows'

import { message, user } from '../../../tests/wire'
import { toggleReaction } from './reacting'

vi.mock('@/api/calls/add-reaction', () => ({ addReaction: vi.fn() }))
vi.mock('@/api/calls/remove-reaction', () => ({ removeReaction: vi.fn() }))

const like = { id: null, name: '👍' }
let client: QueryClient
const shown = (index = 0) => client.getQueryData<MessageWindow>(keys.messages('100'))?.messages[index]

beforeEach(() => {
  client = new QueryClient()
  client.setQueryData(keys.me, user('1'))
  client.setQueryData(keys.messages('100'), windowOf([message('4'), message('5')], true, true))
  vi.mocked(addReaction).mockReset().mockResolvedValue(undefined)
  vi.mocked(removeReaction).mockReset().mockResolvedValue(undefined)
})

describe('reacting', () => {
  it('is seen before the server has answered', () => {
    vi.mocked(addReaction).mockReturnValue(new Promise(() => undefined))
    // Never answered: nothing else may wait for this message.
    void toggleReaction(client, message('5'), like)
    expect(shown(1)?.reactions).toEqual([{ emoji: like, count: 1, me: true }])
  })

  it('is put back when the server refuses', async () => {
    vi.mocked(addReaction).mockRejectedValue(new Error('403'))
    await expect(toggleReaction(client, message('4'), like)).rejects.toThrow('403')
    expect(shown()?.reactions).toEqual([])
  })

  it('twice quickly adds and takes back, in this order', async () => {
    const order: string[] = []
    let answer = () => undefined as void
    vi.mocked(addReaction).mockImplementation(() => {
      order.push('add')
      return new Promise((done) => (answer = done))
    })
    vi.mocked(removeReaction).mockImplementation(() => {
      order.push('remove')
      return Promise.resolve()
    })
    const first = toggleReaction(client, message('4'), like)
    const second = toggleReaction(client, shown() ?? message('4'), like)
    await vi.waitFor(() => expect(order).toEqual(['add']))
    answer()
    await Promise.all([first, second])
    expect(order).toEqual(['add', 'remove'])
    expect(shown()?.reactions).toEqual([])
  })
})
