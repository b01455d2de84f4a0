import { describe, expect, it } from 'vitest'

import { PERMISSIONS } from '@/lib/permissions'

import { sectionsFor } from './server-settings'

const names = (permissions: bigint, isOwner = false) =>
  sectionsFor({ permissions, isOwner }).map((section) => section.name)

describe('the pages of a server’s settings', () => {
  it('are none for somebody who manages nothing', () => {
    expect(names(PERMISSIONS.viewChannel | PERMISSIONS.sendMessages)).toEqual([])
  })

  it('are those of the rights somebody has', () => {
    expect(names(PERMISSIONS.manageServer)).toEqual(expect.arrayContaining(['overview', 'invitations']))
    expect(names(PERMISSIONS.banMembers)).toContain('bans')
  })

  it('end with the danger zone for the owner alone', () => {
    expect(names(-1n, true).at(-1)).toBe('danger')
    expect(names(-1n)).not.toContain('danger')
  })
})
