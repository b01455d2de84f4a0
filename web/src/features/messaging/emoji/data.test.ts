import { describe, expect, it } from 'vitest'

import { inTone, loadEmoji, searchEmoji } from './data'

describe('emoji', () => {
  it('are found by their name, by what they show, and by other words, the name first', async () => {
    const groups = await loadEmoji('en')
    expect(searchEmoji(groups, 'tada')[0]?.character).toBe('🎉')
    expect(searchEmoji(groups, 'party popper')[0]?.character).toBe('🎉')
    expect(searchEmoji(groups, '+1')[0]?.character).toBe('👍')
    expect(searchEmoji(groups, 'celebration').map((one) => one.character)).toContain('🎉')
  })

  it('are found in French, with or without accents', async () => {
    const groups = await loadEmoji('fr-FR')
    const characters = (typed: string) => searchEmoji(groups, typed).map((one) => one.character)
    expect(characters('cœur')).toContain('❤️')
    expect(characters('fete')).toContain('🎉')
    expect(characters('fête')).toEqual(characters('fete'))
  })

  it('take a skin tone after their first character', () => {
    expect(inTone('👋', 3)).toBe('👋🏽')
    expect(inTone('☝️', 1)).toBe('☝🏻')
    expect(inTone('👋', 0)).toBe('👋')
  })
})
