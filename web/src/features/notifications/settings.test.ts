import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, it, vi } from 'vitest'

import type { NotificationSettings } from '@/api/cache'
import { updateNotifications } from '@/api/calls/update-notifications'
import { keys } from '@/api/keys'
import { defaultNotifications } from '@/live/preferences'

import { changed, changeNotifications } from './settings'

vi.mock('@/api/calls/update-notifications', () => ({ updateNotifications: vi.fn() }))

let client: QueryClient
const settings = () => client.getQueryData<NotificationSettings>(keys.notifications)?.['50']

beforeEach(() => {
  client = new QueryClient()
})

it('a change of one channel leaves the others, and the server', () => {
  const before = {
    ...defaultNotifications('50'),
    muted: true,
    channels: [{ channel_id: '1', muted: true, mute_until: null, level: null }],
  }
  const after = changed(before, { channels: [{ channel_id: '2', level: 'none' }] })
  expect(after.muted).toBe(true)
  expect(after.channels).toEqual([
    ...before.channels,
    { channel_id: '2', muted: false, mute_until: null, level: 'none' },
  ])
})

it('is seen at once, and put back when the server refuses', async () => {
  let refuse = (_error: Error) => undefined as void
  vi.mocked(updateNotifications).mockReturnValue(new Promise((_, reject) => (refuse = reject)))
  const work = changeNotifications(client, '50', { muted: true })
  expect(settings()?.muted).toBe(true)
  refuse(new Error('503'))
  await expect(work).rejects.toThrow('503')
  expect(settings()?.muted).toBe(false)
})
