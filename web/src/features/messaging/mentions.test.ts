import { describe, expect, it } from 'vitest'

import { channel, member, user } from '../../../tests/wire'
import { callsEveryone, decodeMentions, encodeMentions, mentionable } from './mentions'
import { suggestions } from './suggestions'
import { typedAt } from './typed'

const members = [member('1', 'ana'), member('2', 'ana.d'), member('3', 'Élo')]
const roles = [
  { id: '70', name: 'door' },
  { id: '71', name: 'Door keepers' },
]
const channels = [channel('80', { name: 'gala' }), channel('81', { name: 'gala-2' })]
const emojis = [
  { id: '9', name: 'blob' },
  { id: '10', name: 'wave', animated: true },
  { id: '11', name: 'blob' },
]
const known = mentionable({ members, roles, channels, emojis })
const encode = (text: string) => encodeMentions(text, known)

describe('mentions', () => {
  it('travel as ids, known names only, never inside code', () => {
    expect(encode('hi @ana, @ANA.D. and @nobody `@ana`')).toBe('hi <@1>, <@2>. and @nobody `@ana`')
    expect(encode('mail ana@ana')).toBe('mail ana@ana')
    expect(encode('@élo')).toBe('<@3>')
  })

  it('of roles may hold spaces, and the longest name wins', () => {
    expect(encode('@door keepers, @Door! and @doors')).toBe('<@&71>, <@&70>! and @doors')
  })

  it('of channels are whole names', () => {
    expect(encode('see #gala-2, #Gala and #galas')).toBe('see <#81>, <#80> and #galas')
  })

  it('of emojis are names between colons; of two called the same, the oldest', () => {
    expect(encode('ok :blob: :wave: :nope: `:blob:`')).toBe('ok <:blob:9> <a:wave:10> :nope: `:blob:`')
    expect(encode('<:blob:11> stays, at 10:30:12')).toBe('<:blob:11> stays, at 10:30:12')
    const named = { people: new Map(), emojis: known.emojis }
    expect(decodeMentions('<:blob:9> <:blob:11> <a:wave:10>', named)).toBe(':blob: <:blob:11> :wave:')
  })

  it('come back as names to edit', () => {
    const named = {
      people: new Map([['1', user('1', 'ana')]]),
      roles: new Map(roles.map((role) => [role.id, role])),
      channels: new Map(channels.map((one) => [one.id, one])),
    }
    expect(decodeMentions('<@1> <@!9> <@&71> <#80> <#99>', named)).toBe(
      '@ana <@!9> @Door keepers #gala <#99>',
    )
    expect(encode(decodeMentions('<@1> <@&71> <#80>', named))).toBe('<@1> <@&71> <#80>')
  })

  it('of everybody are seen where they count', () => {
    expect(callsEveryone('hey @everyone!')).toBe('everyone')
    expect(callsEveryone('@here')).toBe('here')
    expect(callsEveryone('a `@everyone` and mail@everyone')).toBeUndefined()
  })
})

describe('suggestions', () => {
  const offered = (text: string) => {
    const typed = typedAt(text, text.length)
    if (!typed) return undefined
    const found = suggestions(typed, { members, roles, channels, everyone: true, emoji: [], custom: [] })
    return found.map((one) => one.insert)
  }

  it('are people, then roles, then everybody, while a name is typed', () => {
    expect(offered('hello @an')).toEqual(['@ana ', '@ana.d '])
    expect(offered('@elo')).toEqual(['@Élo '])
    expect(offered('@doo')).toEqual(['@door ', '@Door keepers '])
    expect(offered('@her')).toEqual(['@here '])
    expect(offered('a@b')).toBeUndefined()
  })

  it('are channels after a #', () => {
    expect(offered('in #ga')).toEqual(['#gala ', '#gala-2 '])
    expect(offered('# title')).toBeUndefined()
  })

  it('are emoji after two letters, so that :) stays what it is', () => {
    const emoji = [
      { name: 'Smileys', emojis: [['🎉', 'party', 'fête', 'tada'] as [string, string, string, string]] },
    ]
    const typed = typedAt('well :ta', 8)
    expect(typed?.sign).toBe(':')
    expect(typedAt('well :)', 7)).toBeUndefined()
    expect(typedAt('at 10:30', 8)).toBeUndefined()
    const sources = {
      members,
      roles,
      channels,
      everyone: false,
      emoji,
      custom: [
        { id: '9', name: 'tadpole' },
        { id: '12', name: 'tadpole' },
      ],
    }
    expect(suggestions(typed ?? { sign: ':', start: 0, text: '' }, sources).map((one) => one.insert)).toEqual(
      [':tadpole: ', '<:tadpole:12> ', '🎉 '],
    )
  })
})
