import { describe, expect, it } from 'vitest'

import { filling, moved, placed, SIDE, WHOLE } from './framing'
import { asName, isGoodName, nameOfFile } from './names'

const WIDE = { width: 400, height: 100 }

describe('the part of a picture that is kept', () => {
  it('is all of it at first, in the middle', () => {
    expect(placed(WIDE, WHOLE)).toEqual({ left: 0, top: 48, width: 128, height: 32 })
  })

  it('leaves nothing of the square empty once it fills it', () => {
    const { left, top, width, height } = placed(WIDE, { ...WHOLE, zoom: filling(WIDE) })
    expect(height).toBeCloseTo(SIDE)
    expect(width).toBeCloseTo(4 * SIDE)
    expect(top).toBeCloseTo(0)
    expect(left).toBeCloseTo(-1.5 * SIDE)
  })

  it('is pushed no further than its edge, and not at all where there is room', () => {
    const frame = { ...WHOLE, zoom: filling(WIDE) }
    const pushed = moved(WIDE, frame, 10_000, 10_000)
    expect(placed(WIDE, pushed).left).toBeCloseTo(0)
    expect(placed(WIDE, moved(WIDE, pushed, -20, 0)).left).toBeCloseTo(-20)
    expect(moved(WIDE, WHOLE, 50, 50)).toEqual(WHOLE)
  })

  it('needs no zoom when the picture is square', () => {
    expect(filling({ width: 512, height: 512 })).toBeCloseTo(0)
  })
})

describe('names', () => {
  it('hold what fits between two colons', () => {
    expect(asName('Fête du Nord-2!')).toBe('Fete_du_Nord_2')
    expect(asName('x'.repeat(40))).toHaveLength(32)
    expect(isGoodName('a')).toBe(false)
    expect(isGoodName('ok_2')).toBe(true)
    expect(isGoodName('fête')).toBe(false)
  })

  it('begin as the name of the file', () => {
    expect(nameOfFile('Blob dance (1).gif')).toBe('Blob_dance_1')
    expect(nameOfFile('___.png')).toBe('emoji')
  })
})
