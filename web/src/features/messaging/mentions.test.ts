import { describe, expect, it } from 'vitest'

import { member } from '../../../tests/wire'
import { decodeMentions, encodeMentions, matching, mentionAt } from './mentions'

const people = [member('1', 'ana'), member('2', 'ana.d'), member('3', 'Élo')]

describe('mentions', () => {
  it('travel as ids, known names only, never inside code', () => {
    expect(encodeMentions('hi @ana, @ANA.D. and @nobody `@ana`', people)).toBe(
      'hi <@1>, <@2>. and @nobody `@ana`',
    )
    expect(encodeMentions('mail ana@ana', people)).toBe('mail ana@ana')
    expect(encodeMentions('@élo', people)).toBe('<@3>')
  })

  it('come back as names to edit', () => {
    expect(decodeMentions('<@1> <@!9>', new Map([['1', { username: 'ana' }]]))).toBe('@ana <@!9>')
  })

  it('are offered while the name is typed', () => {
    expect(mentionAt('hello @an', 9)).toEqual({ start: 6, text: 'an' })
    expect(mentionAt('a@b', 3)).toBeUndefined()
    expect(matching(people, 'elo').map((one) => one.user.id)).toEqual(['3'])
    expect(matching(people, 'an').map((one) => one.user.id)).toEqual(['1', '2'])
  })
})
