import { describe, expect, it } from 'vitest'

import { can, PERMISSIONS, permissionsIn, permissionsInChannel } from './permissions'

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

  it('exceptions do not bind the owner', () => {
    const owner = permissionsIn(server, '10', [])
    const channel = { permission_overwrites: [{ id: '1', allow: '0', deny: String(viewChannel) }] }
    expect(can(permissionsInChannel(owner, channel, '1', '10', []), 'viewChannel')).toBe(true)
  })
})
