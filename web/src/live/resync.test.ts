import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { MessageWindow } from '@/api/cache'
import { listMessages } from '@/api/calls/list-messages'
import { keys } from '@/api/keys'

import { message } from '../../tests/wire'
import { resync } from './resync'
import { windowOf } from './windows'

vi.mock('@/api/calls/list-messages', () => ({ listMessages: vi.fn() }))
const listed = vi.mocked(listMessages)

beforeEach(() => {
  vi.useFakeTimers()
  listed.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
})

it('what a gap asks for is fetched again until the server gives it (RT-04)', async () => {
  const client = new QueryClient()
  const open = new QueryObserver<MessageWindow>(client, {
    queryKey: keys.messages('100'),
    queryFn: () => windowOf([], true, true),
    initialData: windowOf([message('4')], true, true),
    staleTime: Infinity,
  })
  const close = open.subscribe(() => undefined)
  listed.mockRejectedValueOnce(new Error('503')).mockRejectedValueOnce(new Error('503'))
  listed.mockResolvedValue([message('4'), message('5')])

  const done = resync(client, '100')
  await vi.advanceTimersByTimeAsync(60_000)
  await done

  expect(listed).toHaveBeenCalledTimes(3)
  const window = client.getQueryData<MessageWindow>(keys.messages('100'))
  expect(window?.messages.map((one) => one.id)).toEqual(['4', '5'])
  close()
})
