import { expect, it } from 'vitest'

import { message, user } from '../../../tests/wire'
import { secondsLeft } from './use-slow-mode'

it('slow mode counts from what I wrote last, and not from what others write', () => {
  const at = Date.parse('2026-11-20T12:00:00Z')
  const mine = message('1', { author: user('1'), timestamp: '2026-11-20T12:00:00Z' })
  const other = message('2', { author: user('2'), timestamp: '2026-11-20T12:00:05Z' })
  const left = (everyS: number, now: number) => secondsLeft({ messages: [mine, other] }, '1', everyS, now)
  expect(left(30, at + 1500)).toBe(29)
  expect(left(30, at + 30_000)).toBe(0)
  expect(left(0, at)).toBe(0)
  expect(secondsLeft({ messages: [other] }, '1', 30, at)).toBe(0)
})
