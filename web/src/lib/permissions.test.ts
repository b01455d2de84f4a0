import { describe, expect, it } from 'vitest'

import { can, masked, PERMISSIONS, permissionsIn, permissionsInChannel, rankIn } from './permissions'

const { viewChannel, sendMessages, manageServer, administrator } = PERMISSIONS
const server = {
  id: '1',
  owner_id: '10',
  roles: [
    { id: '1', permissions: String(viewChannel | sendMessages) },
    { id: '2', permissions: String(manageServer) },
    { id: '3', permissions: String(administrator) },
  ],
}

describe('in a server', () => {
  it('everybody has the default role', () => {
    const bits = permissionsIn(server, '11', [])
    expect(can(bits, 'sendMessages')).toBe(true)
    expect(can(bits, 'manageServer')).toBe(false)
  })

  it('roles add up', () => expect(can(permissionsIn(server, '11', ['2']), 'manageServer')).toBe(true))

  it('the owner and administrators may do everything', () => {
    expect(can(permissionsIn(server, '10', []), 'kickMembers')).toBe(true)
    expect(can(permissionsIn(server, '11', ['3']), 'manageRoles')).toBe(true)
  })
})

describe('in a channel', () => {
  const base = permissionsIn(server, '11', ['2'])
  const inChannel = (overwrites: { id: string; allow: bigint; deny: bigint }[]) =>
    permissionsInChannel(
      base,
      {
        permission_overwrites: overwrites.map((one) => ({
          ...one,
          allow: String(one.allow),
          deny: String(one.deny),
        })),
      },
      '1',
      '11',
      ['2'],
    )

  it('an exception for everybody takes a right away', () => {
    expect(can(inChannel([{ id: '1', allow: 0n, deny: sendMessages }]), 'sendMessages')).toBe(false)
  })

  it('a role gives it back, and the person has the last word', () => {
    const everybody = { id: '1', allow: 0n, deny: sendMessages }
    const role = { id: '2', allow: sendMessages, deny: 0n }
    const person = { id: '11', allow: 0n, deny: sendMessages }
    expect(can(inChannel([everybody, role]), 'sendMessages')).toBe(true)
    expect(can(inChannel([everybody, role, person]), 'sendMessages')).toBe(false)
  })

  it('that is hidden leaves nothing, and no exception makes an administrator', () => {
    expect(inChannel([{ id: '1', allow: 0n, deny: viewChannel }])).toBe(0n)
    expect(can(inChannel([{ id: '2', allow: administrator, deny: 0n }]), 'administrator')).toBe(false)
  })

  it('exceptions do not bind the owner', () => {
    const owner = permissionsIn(server, '10', [])
    const channel = { permission_overwrites: [{ id: '1', allow: '0', deny: String(viewChannel) }] }
    expect(can(permissionsInChannel(owner, channel, '1', '10', []), 'viewChannel')).toBe(true)
  })
})

describe('the moment', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const until = (text: string | null) => ({ communication_disabled_until: text })
  const bits = viewChannel | sendMessages

  it('leaves reading to somebody in timeout, until it ends', () => {
    expect(masked(bits, server, until('2026-11-21T12:00:01Z'), now)).toBe(viewChannel)
    expect(masked(bits, server, until('2026-11-21T12:00:00Z'), now)).toBe(bits)
    expect(masked(bits, server, until(null), now)).toBe(bits)
  })

  it('does not bind the owner and administrators in timeout', () => {
    const all = permissionsIn(server, '10', [])
    expect(masked(all, server, until('2030-01-01T00:00:00Z'), now)).toBe(all)
  })

  it('leaves reading to everybody in an archived server', () => {
    const archived = { ...server, archived_at: '2026-11-20T00:00:00Z' }
    const left = masked(permissionsIn(server, '10', []), archived, undefined, now)
    expect([can(left, 'viewChannel'), can(left, 'viewAuditLog'), can(left, 'sendMessages')]).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('height', () => {
  const tall = { ...server, roles: [...server.roles, { id: '4', permissions: '0', position: 7 }] }

  it('is that of the highest role, and the owner stands above all', () => {
    expect(rankIn(tall, '11', ['2', '4'])).toBe(7)
    expect(rankIn(tall, '11', [])).toBe(0)
    expect(rankIn(tall, '10', [])).toBe(Infinity)
  })
})
