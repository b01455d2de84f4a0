import { describe, expect, it } from 'vitest'

import { colorOf, contrast, hexOf, legible } from './color'

describe('colours', () => {
  it('travel as numbers and are written as hex', () => {
    expect(hexOf(0x0b6b5a)).toBe('#0b6b5a')
    expect(colorOf('#0b6b5a')).toBe(0x0b6b5a)
    expect(colorOf('teal')).toBeUndefined()
  })

  it('have the contrast WCAG defines', () => {
    expect(contrast(0x000000, 0xffffff)).toBeCloseTo(21)
    expect(contrast(0x777777, 0xffffff)).toBeCloseTo(4.48, 1)
  })

  it.each([0xffff00, 0x000000, 0xffffff, 0x0b6b5a, 0xf2a93b, 0x3d5a9e])(
    '%i is readable on both themes',
    (color) => {
      expect(contrast(legible(color, 'light'), 0xfcfbf8)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(legible(color, 'dark'), 0x141b19)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it('stay as they were chosen where they can be read', () => {
    expect(legible(0x0b6b5a, 'light')).toBe(0x0b6b5a)
  })
})
