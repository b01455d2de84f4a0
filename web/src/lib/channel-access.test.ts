import { describe, expect, it } from 'vitest'

import { accessOf, withAccess } from './channel-access'

const OPEN = { isPrivate: false, isReadOnly: false, roleIds: [] }

describe('private and read-only channels', () => {
  it('hides a private channel from everyone but the roles chosen and oneself (CHAN-02)', () => {
    const made = withAccess([], '1', { isPrivate: true, isReadOnly: false, roleIds: ['7'] }, '9')
    expect(made).toEqual([
      { id: '1', type: 0, allow: '0', deny: '1024' },
      { id: '7', type: 0, allow: '1024', deny: '0' },
      { id: '9', type: 1, allow: '1024', deny: '0' },
    ])
    expect(accessOf(made, '1')).toEqual({ isPrivate: true, isReadOnly: false, roleIds: ['7'] })
  })

  it('leaves other rights alone when a channel is opened again', () => {
    const before = [
      { id: '1', type: 0, allow: '64', deny: '3072' },
      { id: '7', type: 0, allow: '9216', deny: '0' },
      { id: '8', type: 0, allow: '1024', deny: '0' },
    ]
    expect(accessOf(before, '1')).toEqual({ isPrivate: true, isReadOnly: true, roleIds: ['7', '8'] })
    expect(withAccess(before, '1', OPEN)).toEqual([
      { id: '1', type: 0, allow: '64', deny: '0' },
      { id: '7', type: 0, allow: '8192', deny: '0' },
    ])
  })

  it('gives an open channel no exceptions', () => {
    expect(withAccess([], '1', OPEN, '9')).toEqual([])
  })
})
