import { afterEach, describe, expect, it, vi } from 'vitest'

import { request } from '@/api/client'
import { HeldError } from '@/api/errors'
import { PERMISSIONS } from '@/lib/permissions'

import { channel, server } from '../../tests/wire'
import { seenChannels, seenRights, stopViewing, viewAs } from './viewing'

const { viewChannel, manageMessages, sendMessages } = PERMISSIONS
const staff = {
  id: '7',
  name: 'Staff',
  color: 0,
  hoist: false,
  position: 1,
  permissions: String(manageMessages),
  managed: false,
  mentionable: false,
}
const place = server('50', { roles: [...server('50').roles, staff] })
const secret = channel('101', {
  permission_overwrites: [
    { id: '50', type: 0, allow: '0', deny: String(viewChannel) },
    { id: '7', type: 0, allow: String(viewChannel), deny: '0' },
  ],
})
const asStaff = { serverId: '50', name: 'Staff', roles: ['7'] }
const asEverybody = { serverId: '50', name: 'Everyone', roles: [] }

afterEach(stopViewing)

describe('looking at a server as a role', () => {
  it('adds what everybody may do, and nothing of mine', () => {
    expect(seenRights(asStaff, place)).toBe(viewChannel | sendMessages | manageMessages)
  })

  it('hides the channels it does not see', () => {
    const ids = (viewing: typeof asStaff) =>
      seenChannels(viewing, place, [channel('100'), secret]).map((one) => one.id)
    expect(ids(asStaff)).toEqual(['100', '101'])
    expect(ids(asEverybody)).toEqual(['100'])
  })

  it('acts on nothing', async () => {
    const fetched = vi.fn().mockResolvedValue(new Response(null, { status: 204 }))
    vi.stubGlobal('fetch', fetched)
    viewAs(asStaff)
    await expect(request('POST', '/x', { anonymous: true })).rejects.toThrow(HeldError)
    expect(fetched).not.toHaveBeenCalled()
    await request('GET', '/x', { anonymous: true })
    stopViewing()
    await request('POST', '/x', { anonymous: true })
    expect(fetched).toHaveBeenCalledTimes(2)
  })
})
