import { beforeEach, describe, expect, it } from 'vitest'

import type { Role } from '@/api/types'

import { change, changedMeanwhile, changesOf, drafted, forgetDraft, toggle, useRoleDrafts } from './drafts'

const role: Role = {
  id: '7',
  name: 'Door',
  color: 0,
  hoist: false,
  position: 1,
  permissions: '3072',
  managed: false,
  mentionable: false,
}
const draft = () => useRoleDrafts.getState()['7']

beforeEach(() => forgetDraft('7'))

describe('a role that is being changed', () => {
  it('shows the changes, and sends only them', () => {
    change(role, { name: 'Gate' })
    toggle(role, 8192n, true)
    toggle(role, 2048n, false)
    expect(drafted(role, draft())).toMatchObject({ name: 'Gate', permissions: '9216', hoist: false })
    expect(draft() && changesOf(role, draft()!)).toEqual({ name: 'Gate', permissions: '9216' })
  })

  it('is not a draft any more once everything is as it was', () => {
    change(role, { name: 'Gate' })
    change(role, { name: 'Door' })
    toggle(role, 8192n, true)
    toggle(role, 8192n, false)
    expect(draft()).toBeUndefined()
  })

  it('keeps what somebody else changed meanwhile', () => {
    toggle(role, 8192n, true)
    const theirs = { ...role, name: 'Entrance', permissions: '1024' }
    expect(changedMeanwhile(role, draft()!)).toBe(false)
    expect(changedMeanwhile(theirs, draft()!)).toBe(true)
    expect(drafted(theirs, draft())).toMatchObject({ name: 'Entrance', permissions: '9216' })
    expect(changesOf(theirs, draft()!)).toEqual({ permissions: '9216' })
  })
})
