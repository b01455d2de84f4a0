import { describe, expect, it } from 'vitest'

import { dayByKey, daysAround, inMonths } from './calendar'
import { idOfTime, timeOfId } from './snowflake'

const day = (text: string) => new Date(`${text}T00:00:00`)
const text = (date: Date | undefined) =>
  date && [date.getFullYear(), date.getMonth() + 1, date.getDate()].join('-')

describe('a month', () => {
  it('is shown in whole weeks, from Monday or from Sunday', () => {
    expect(text(daysAround(day('2026-11-21'), 1)[0])).toBe('2026-10-26')
    expect(text(daysAround(day('2026-11-21'), 7)[0])).toBe('2026-11-1')
  })

  it('earlier or later keeps the day, or the last one there is', () => {
    expect(text(inMonths(day('2026-03-31'), -1))).toBe('2026-2-28')
    expect(text(inMonths(day('2026-12-15'), 1))).toBe('2027-1-15')
  })

  it('is walked by keys', () => {
    const from = day('2026-11-18')
    const keys = ['ArrowLeft', 'ArrowDown', 'Home', 'End', 'PageUp', 'a']
    expect(keys.map((key) => text(dayByKey(from, key, false, 1)))).toEqual([
      '2026-11-17',
      '2026-11-25',
      '2026-11-16',
      '2026-11-22',
      '2026-10-18',
      undefined,
    ])
    expect(text(dayByKey(from, 'PageDown', true, 1))).toBe('2027-11-18')
  })
})

it('a moment has a smallest id, whose moment it is', () => {
  const moment = new Date('2026-11-21T10:00:00Z')
  expect(timeOfId(idOfTime(moment)).getTime()).toBe(moment.getTime())
  expect(idOfTime(new Date('2010-01-01T00:00:00Z'))).toBe('0')
})
