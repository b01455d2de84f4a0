import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { keys } from '@/api/keys'
import type { Ban, Invited, Push, Role, Server, Transfer } from '@/api/types'

import { member, server, user } from '../../tests/wire'
import { apply } from './apply'

let client: QueryClient
const push = (...pushes: Push[]) => pushes.forEach((one) => apply(client, one))
const role = (id: string, change: Partial<Role> = {}): Role => ({
  id,
  name: `role ${id}`,
  color: 0,
  hoist: false,
  position: 1,
  permissions: '0',
  managed: false,
  mentionable: false,
  ...change,
})
const invited = (id: string): Invited => ({
  guild: { id, name: `server ${id}`, icon: null },
  inviter: user('2'),
  created_at: '2026-11-21T00:00:00Z',
})

/** What the server would answer if everything were asked again. */
interface Snapshot {
  bans: Ban[]
  transfer: Transfer | null
  invited: Invited[]
}

function start(before: Snapshot, after: Snapshot) {
  client.setQueryData(keys.bans('50'), before.bans)
  client.setQueryData(keys.transfer('50'), before.transfer)
  client.setQueryData(keys.invited, before.invited)
  // What is asked again is answered with what is true by then.
  vi.spyOn(client, 'invalidateQueries').mockImplementation((filters) => {
    const key = filters?.queryKey ?? []
    if (key[0] === 'bans') client.setQueryData(key, after.bans)
    if (key[0] === 'transfer') client.setQueryData(key, after.transfer)
    return Promise.resolve()
  })
}

const now = (): Snapshot => ({
  bans: client.getQueryData<Ban[]>(keys.bans('50')) ?? [],
  transfer: client.getQueryData<Transfer>(keys.transfer('50')) ?? null,
  invited: client.getQueryData<Invited[]>(keys.invited) ?? [],
})

beforeEach(() => {
  client = new QueryClient()
  client.setQueryData(keys.me, { ...user('1'), email: null })
  push({ name: 'GUILD_CREATE', data: server() })
})

const nothing: Snapshot = { bans: [], transfer: null, invited: [] }
const banned: Ban = { user: user('9'), reason: 'spam' }
const offered: Transfer = {
  user_id: '2',
  proposed_at: '2026-11-21T00:00:00Z',
  expires_at: '2026-11-28T00:00:00Z',
}

const CASES: [name: string, before: Snapshot, pushes: Push[], after: Snapshot][] = [
  [
    'a ban',
    nothing,
    [{ name: 'GUILD_BAN_ADD', data: { guild_id: '50', user: user('9') } }],
    { ...nothing, bans: [banned] },
  ],
  [
    'the end of a ban',
    { ...nothing, bans: [banned] },
    [{ name: 'GUILD_BAN_REMOVE', data: { guild_id: '50', user: user('9') } }],
    nothing,
  ],
  [
    'an offer of the server',
    nothing,
    [{ name: 'BEEP_OWNERSHIP_PROPOSED', data: { guild_id: '50', user_id: '2' } }],
    { ...nothing, transfer: offered },
  ],
  [
    'the end of an offer',
    { ...nothing, transfer: offered },
    [{ name: 'BEEP_OWNERSHIP_PROPOSED', data: { guild_id: '50', user_id: null } }],
    nothing,
  ],
  [
    'an invitation, twice',
    { ...nothing, invited: [invited('60')] },
    [
      { name: 'BEEP_INVITED', data: invited('61') },
      { name: 'BEEP_INVITED', data: invited('61') },
    ],
    { ...nothing, invited: [invited('61'), invited('60')] },
  ],
  [
    'joining the server one was invited to',
    { ...nothing, invited: [invited('61')] },
    [{ name: 'GUILD_CREATE', data: server('61') }],
    nothing,
  ],
]

describe('what was there plus pushes is what a fresh answer would be', () => {
  it.each(CASES)('after %s', (_, before, pushes, after) => {
    start(before, after)
    push(...pushes)
    expect(now()).toEqual(after)
  })
})

describe('a server that changes', () => {
  const known = () => client.getQueryData<Server>(keys.server('50'))

  it('takes over its name, its owner and its archive', () => {
    const {
      channels: _channels,
      members: _members,
      ...fresh
    } = server('50', {
      name: 'New',
      owner_id: '2',
      archived_at: '2026-11-21T00:00:00Z',
    })
    push({ name: 'GUILD_UPDATE', data: fresh })
    expect(known()).toEqual(fresh)
    expect(client.getQueryData(keys.servers)).toMatchObject([{ name: 'New', owner: false }])
  })

  it('has the roles a fresh answer would have', () => {
    push(
      { name: 'GUILD_ROLE_CREATE', data: { guild_id: '50', role: role('7') } },
      { name: 'GUILD_ROLE_CREATE', data: { guild_id: '50', role: role('8') } },
      { name: 'GUILD_ROLE_UPDATE', data: { guild_id: '50', role: role('7', { name: 'Door', position: 2 }) } },
      { name: 'GUILD_MEMBER_UPDATE', data: { ...member('2'), guild_id: '50', roles: ['7', '8'] } },
      { name: 'GUILD_ROLE_DELETE', data: { guild_id: '50', role_id: '8' } },
    )
    expect(known()?.roles.slice(1)).toEqual([role('7', { name: 'Door', position: 2 })])
    expect(client.getQueryData(keys.members('50'))).toMatchObject([{ roles: [] }, { roles: ['7'] }])
  })
})
