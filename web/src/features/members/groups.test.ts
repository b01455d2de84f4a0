import { describe, expect, it } from 'vitest'

import type { Member, Role } from '@/api/types'

import { colorOf, grouped, matching, rowsOf, sortMembers } from './groups'

function member(id: string, name: string, roles: string[] = [], bot = false): Member {
  const user = { id, username: name, discriminator: '0', global_name: null, avatar: null, bot }
  return { user, nick: null, roles, joined_at: '2026-01-01T00:00:00Z' }
}

function role(id: string, position: number, hoist: boolean, color = 0): Role {
  return { id, name: id, color, hoist, position, permissions: '0', managed: false, mentionable: false }
}

const roles = [role('mods', 3, true, 0xff0000), role('plain', 2, false, 0x00ff00), role('team', 1, true)]
const ana = member('1', 'Ana', ['team', 'mods'])
const bob = member('2', 'bob', ['plain'])
const eve = member('3', 'Ève', ['team'])
const aide = member('4', 'aide', [], true)

describe('PRES-01 the list of members', () => {
  it('puts who is there under their highest hoisted role, then the others, then who is away', () => {
    const members = sortMembers([bob, aide, eve, ana], 'fr')
    const groups = grouped(members, roles, { '1': 'dnd', '2': 'online', '4': 'idle' })
    expect(groups.map((one) => [one.key, one.members.map((who) => who.user.username)])).toEqual([
      ['mods', ['Ana']],
      ['online', ['bob', 'aide']],
      ['offline', ['Ève']],
    ])
    expect(rowsOf(groups)).toHaveLength(7)
  })

  it('keeps everybody together until it is known who is there', () => {
    expect(grouped([ana, bob], roles, undefined).map((one) => one.kind)).toEqual(['everybody'])
    expect(grouped([], roles, undefined)).toEqual([])
  })

  it('finds people whatever the accents and the case', () => {
    expect(matching([ana, bob, eve], 'eve')).toEqual([eve])
    expect(matching([ana, bob, eve], ' B')).toEqual([bob])
    expect(matching([ana, bob], '')).toHaveLength(2)
  })

  it('gives a name the colour of the highest role that has one', () => {
    expect(colorOf(ana, roles)).toBe(0xff0000)
    expect(colorOf(bob, roles)).toBe(0x00ff00)
    expect(colorOf(eve, roles)).toBe(0)
  })
})
