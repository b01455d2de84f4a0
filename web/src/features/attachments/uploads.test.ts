import { beforeEach, expect, test, vi } from 'vitest'

import { uploadFile } from '@/api/calls/upload-file'
import type { Attachment } from '@/api/types'

import {
  addFiles,
  clear,
  describe,
  draftsOf,
  MAX_BYTES,
  remove,
  retry,
  uploadsOf,
  useUploads,
} from './uploads'

vi.mock('@/api/calls/upload-file')
vi.mock('@/api/calls/discard-file', () => ({ discardFile: () => Promise.resolve() }))

interface Sending {
  file: File
  signal: AbortSignal
  onProgress: (share: number) => void
  resolve: (stored: Attachment) => void
  reject: (error: unknown) => void
}
let sent: Sending[] = []

beforeEach(() => {
  sent = []
  useUploads.setState({ items: [] })
  URL.createObjectURL = () => 'blob:1'
  URL.revokeObjectURL = () => undefined
  vi.mocked(uploadFile).mockImplementation(
    (_channel, file, options) =>
      new Promise((resolve, reject) => sent.push({ file, ...options, resolve, reject })),
  )
})

const named = (name: string, size = 3) => {
  const file = new File(['abc'], name)
  Object.defineProperty(file, 'size', { value: size })
  return file
}
const stored = (id: string): Attachment => ({ id, filename: id, size: 3, url: '/x' })
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('three travel at once, the next one when one has arrived', async () => {
  addFiles(
    '1',
    ['a', 'b', 'c', 'd'].map((name) => named(name)),
  )
  expect(sent.map((one) => one.file.name)).toEqual(['a', 'b', 'c'])
  sent[1]?.onProgress(0.5)
  expect(uploadsOf('1')[1]?.progress).toBe(0.5)
  sent[1]?.resolve(stored('9'))
  await settled()
  expect(sent.map((one) => one.file.name)).toEqual(['a', 'b', 'c', 'd'])
})

test('what is too large, empty or too many is not taken', () => {
  const files = [named('huge', MAX_BYTES + 1), named('full', MAX_BYTES), named('none', 0)]
  const more = Array.from({ length: 10 }, (_, n) => named(`${n}`))
  expect(addFiles('1', [...files, ...more])).toEqual({ tooLarge: ['huge'], empty: ['none'], tooMany: 1 })
  expect(uploadsOf('1')).toHaveLength(10)
})

test('a failed one is kept, and sent again when asked', async () => {
  addFiles('1', [named('a')])
  sent[0]?.reject(new Error('cut'))
  await settled()
  const [item] = uploadsOf('1')
  expect(item?.state).toBe('failed')
  retry(item?.key ?? '')
  expect(sent).toHaveLength(2)
})

test('taking one out stops it; others of other channels stay', () => {
  addFiles('1', [named('a')])
  addFiles('2', [named('b')])
  remove(uploadsOf('1')[0]?.key ?? '')
  expect(sent[0]?.signal.aborted).toBe(true)
  expect([uploadsOf('1').length, uploadsOf('2').length]).toEqual([0, 1])
})

test('what leaves with the message is what has arrived, in order, in its words', async () => {
  addFiles('1', [named('a'), named('b')])
  describe(uploadsOf('1')[1]?.key ?? '', { description: ' a cat ', spoiler: true })
  sent[1]?.resolve(stored('8'))
  await settled()
  expect(draftsOf(uploadsOf('1'))).toEqual([{ id: '8', description: 'a cat', is_spoiler: true }])
  clear('1')
  expect(uploadsOf('1').map((one) => one.file.name)).toEqual(['a'])
})
