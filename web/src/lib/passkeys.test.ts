import { describe, expect, it } from 'vitest'

import { bytes, text } from './passkeys'

describe('bytes as base64url', () => {
  it('come back as they were, whatever their number', () => {
    for (let size = 0; size < 40; size++) {
      const raw = Uint8Array.from({ length: size }, (_, index) => (index * 37 + size) % 256)
      const told = text(raw.buffer)
      expect(told).toMatch(/^[A-Za-z0-9_-]*$/)
      expect(bytes(told)).toEqual(raw)
    }
  })

  it('are read with the signs of the standard', () => {
    expect([...bytes('-_8')]).toEqual([0xfb, 0xff])
  })
})
