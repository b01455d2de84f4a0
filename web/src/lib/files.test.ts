import { expect, test } from 'vitest'

import { averageColor, fileAddress, fileSize, fitted, kindOf } from './files'

test('a size is written as people read it', () => {
  expect(fileSize(12, 'en')).toBe('12 byte')
  expect(fileSize(1400, 'en')).toBe('1.4 kB')
  expect(fileSize(52_428_800, 'en')).toBe('52.4 MB')
  expect(fileSize(52_428_800, 'fr').replace(/\s/u, ' ')).toBe('52,4 Mo')
})

test('a kind is the first half of a type', () => {
  expect(['image/png', 'video/mp4', 'audio/ogg', 'text/plain', null].map(kindOf)).toEqual([
    'image',
    'video',
    'audio',
    'other',
    'other',
  ])
})

test('an image fits its box and is never enlarged', () => {
  const box = { width: 400, height: 300 }
  expect(fitted(4000, 1000, box)).toEqual({ width: 400, height: 100 })
  expect(fitted(100, 3000, box)).toEqual({ width: 10, height: 300 })
  expect(fitted(20, 10, box)).toEqual({ width: 20, height: 10 })
})

test('the first bytes of a placeholder are a colour', () => {
  // Half grey, no hue: 31 of 63, and the middle of both hues.
  const grey = btoa(String.fromCharCode(0b11011111, 0b11110111, 0b00000001, 0, 0))
  expect(averageColor(grey)).toMatch(/^rgb\(1\d\d 1\d\d 1\d\d\)$/)
  expect(averageColor('%')).toBeUndefined()
  expect(averageColor(null)).toBeUndefined()
})

test('an address on this machine is asked for by the name of the page', () => {
  expect(fileAddress('http://127.0.0.1:8000/attachments/1/2/a.png?ex=1', { width: 80.2 })).toBe(
    '/attachments/1/2/a.png?ex=1&width=81',
  )
  expect(fileAddress('https://files.example.org/a?b=1')).toBe('https://files.example.org/a?b=1')
})
