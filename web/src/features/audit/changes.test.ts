import { i18n } from '@lingui/core'
import { beforeAll, describe, expect, it } from 'vitest'

import type { PermissionInfo } from '@/api/types'

import { PLATFORM_ACTIONS, SERVER_ACTIONS, wordsOf } from './actions'
import { changeWords } from './changes'

const label = (text: string) => ({ en: text, fr: text })
const registry: PermissionInfo[] = [
  {
    name: 'KICK_MEMBERS',
    bit: 1,
    value: '2',
    group: 'members',
    scopes: [],
    label: label('Kick'),
    description: label(''),
  },
  {
    name: 'BAN_MEMBERS',
    bit: 2,
    value: '4',
    group: 'members',
    scopes: [],
    label: label('Ban'),
    description: label(''),
  },
]
const nameById = (id: string) => (id === '7' ? 'Ana' : undefined)
const words = (key: string, old_value?: unknown, new_value?: unknown) =>
  changeWords(i18n, { key, old_value, new_value }, registry, nameById)

beforeAll(() => i18n.loadAndActivate({ locale: 'en', messages: {} }))

describe('AUD-01 what changed, in words', () => {
  it('says permissions by their names', () => {
    expect(words('permissions', '0', '6')).toMatchObject({ before: 'none', after: 'Kick, Ban' })
  })

  it('says people, colours, answers and roles as people do', () => {
    expect(words('owner_id', '8', '7')).toMatchObject({ before: '8', after: 'Ana' })
    expect(words('color', 0, 255)).toMatchObject({ before: 'none', after: '#0000ff' })
    expect(words('hoist', false, true)).toMatchObject({ before: 'no', after: 'yes' })
    expect(words('$add', undefined, [{ id: '9', name: 'Team' }])).toMatchObject({ after: 'Team' })
  })

  it('does not hide what it has no word for', () => {
    expect(words('strange', 'a', { b: 1 })).toEqual({ label: 'strange', before: 'a', after: '{"b":1}' })
    expect(wordsOf(9999).target).toBe('none')
  })

  it('has no number twice', () => {
    expect(Object.keys(SERVER_ACTIONS).filter((one) => one in PLATFORM_ACTIONS)).toEqual([])
  })
})
