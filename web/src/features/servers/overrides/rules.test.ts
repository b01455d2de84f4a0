import { describe, expect, it } from 'vitest'

import { channel } from '../../../../tests/wire'
import { inStep, overrideOf, stateOf, VIEW, withOverride, withState, WRITE } from './rules'

const place = channel('100', {
  permission_overwrites: [{ id: '7', type: 0, allow: String(VIEW), deny: '0' }],
})

describe('an exception', () => {
  it('forbids, allows, or says nothing', () => {
    const one = overrideOf(place, '7', 0)
    expect(stateOf(one, VIEW)).toBe('allow')
    expect(stateOf(withState(one, VIEW, 'deny'), VIEW)).toBe('deny')
    expect(withState(one, VIEW, 'inherit')).toMatchObject({ allow: '0', deny: '0' })
  })

  it('keeps what it says of other permissions', () => {
    const one = withState(overrideOf(place, '7', 0), WRITE, 'deny')
    expect([stateOf(one, VIEW), stateOf(one, WRITE)]).toEqual(['allow', 'deny'])
  })

  it('that says nothing goes', () => {
    const gone = withOverride(place, withState(overrideOf(place, '7', 0), VIEW, 'inherit'))
    expect(gone.permission_overwrites).toEqual([])
  })
})

describe('a channel and its category', () => {
  it('are in step when they make the same exceptions, in any order, empty ones aside', () => {
    const [a, b] = [
      { id: '7', type: 0, allow: '1024', deny: '0' },
      { id: '8', type: 1, allow: '0', deny: '2048' },
    ]
    const empty = { id: '9', type: 0, allow: '0', deny: '0' }
    const of = (...list: (typeof a)[]) => channel('1', { permission_overwrites: list })
    expect(inStep(of(a, b), of(b, a, empty))).toBe(true)
    expect(inStep(of(a, b), of(a))).toBe(false)
  })
})
