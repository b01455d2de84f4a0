import { describe, expect, it } from 'vitest'

import { isGoodName, tidyName } from './names'
import { before, compareIds, isNewer, timeOfId } from './snowflake'
import { codePoints, fold, initials } from './text'
import { dayName, messageTime } from './time'

describe('text', () => {
  it('counts what people count', () => {
    expect(codePoints('é😀a')).toBe(3)
    expect(codePoints('👩‍🚀')).toBe(3)
  })
  it('folds and shortens', () => {
    expect(fold('Élodie')).toBe('elodie')
    expect(initials('Ana Duval')).toBe('AD')
    expect(initials('coalition-nord')).toBe('CN')
    expect(initials('')).toBe('?')
  })
})

describe('ids', () => {
  it('compare as numbers', () => {
    expect(compareIds('9', '10')).toBeLessThan(0)
    expect(isNewer('10', '9')).toBe(true)
    expect(isNewer('10', null)).toBe(true)
    expect(isNewer(null, '9')).toBe(false)
    expect(before('100')).toBe('99')
    expect(timeOfId('0').toISOString()).toBe('2015-01-01T00:00:00.000Z')
  })
})

describe('names', () => {
  it('follow the rule', () => {
    expect(isGoodName('Coalition-Nord_2')).toBe(true)
    expect(isGoodName('général')).toBe(true)
    expect(isGoodName('a')).toBe(false)
    expect(isGoodName('a b')).toBe(false)
    expect(isGoodName('😀😀')).toBe(false)
    expect(tidyName('Coalition du Nord')).toBe('Coalition-du-Nord')
  })
})

describe('time', () => {
  const now = new Date(2026, 10, 20, 15, 0)
  it('names days', () => {
    expect(dayName(now, 'fr', now)).toBe('Aujourd’hui')
    expect(dayName(new Date(2026, 10, 19, 23), 'en', now)).toBe('Yesterday')
    expect(dayName(new Date(2025, 0, 2), 'fr', now)).toContain('2025')
  })
  it('adds the day to older hours', () => {
    expect(messageTime(now, 'fr', now)).toBe('15:00')
    expect(messageTime(new Date(2026, 10, 19, 9, 5), 'fr', now)).toBe('Hier, 09:05')
  })
})
