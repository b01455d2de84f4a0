/** Files on their way to a channel: several at once, each with its progress; they stay while one looks elsewhere. */
import { create } from 'zustand'

import { discardFile } from '@/api/calls/discard-file'
import { uploadFile } from '@/api/calls/upload-file'
import type { Attachment, AttachmentDraft, Id } from '@/api/types'
import { randomText } from '@/lib/random'

export const MAX_FILES = 10
export const MAX_BYTES = 50 * 1024 * 1024
const AT_ONCE = 3

export interface Upload {
  key: string
  channelId: Id
  file: File
  /** Shows an image before it is anywhere. */
  preview?: string
  state: 'waiting' | 'sending' | 'done' | 'failed'
  /** From 0 to 1. */
  progress: number
  error?: unknown
  stored?: Attachment
  description: string
  spoiler: boolean
}

/** Why files were not taken. */
export type Refused = { tooLarge: string[]; empty: string[]; tooMany: number }

export const useUploads = create<{ items: Upload[] }>(() => ({ items: [] }))
const running = new Map<string, AbortController>()

export function uploadsOf(channelId: Id): Upload[] {
  return useUploads.getState().items.filter((item) => item.channelId === channelId)
}

/** Take files for the next message of a channel and start sending them; tell which cannot be taken. */
export function addFiles(channelId: Id, files: Iterable<File>): Refused {
  const refused: Refused = { tooLarge: [], empty: [], tooMany: 0 }
  let room = MAX_FILES - uploadsOf(channelId).length
  const taken: Upload[] = []
  for (const file of files) {
    if (file.size > MAX_BYTES) refused.tooLarge.push(file.name)
    else if (file.size === 0) refused.empty.push(file.name)
    else if (room <= 0) refused.tooMany += 1
    else {
      room -= 1
      taken.push(fresh(channelId, file))
    }
  }
  useUploads.setState(({ items }) => ({ items: [...items, ...taken] }))
  proceed()
  return refused
}

function fresh(channelId: Id, file: File): Upload {
  const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined
  const words = { description: '', spoiler: false }
  return { key: randomText(8), channelId, file, preview, state: 'waiting', progress: 0, ...words }
}

export function describe(key: string, words: Pick<Upload, 'description' | 'spoiler'>): void {
  change(key, words)
}

export function retry(key: string): void {
  change(key, { state: 'waiting', progress: 0, error: undefined })
  proceed()
}

/** Take a file out again, wherever it has got to. */
export function remove(key: string): void {
  const item = useUploads.getState().items.find((one) => one.key === key)
  if (!item) return
  running.get(key)?.abort()
  // What it leaves behind is swept away by the server in any case.
  if (item.stored) void discardFile(item.channelId, item.stored.id).catch(() => undefined)
  forget([item])
}

/** The message has left with its files. */
export function clear(channelId: Id): void {
  forget(uploadsOf(channelId).filter((item) => item.state === 'done'))
}

export function draftsOf(items: Upload[]): AttachmentDraft[] {
  return items.flatMap((item) =>
    item.stored
      ? [
          {
            id: item.stored.id,
            description: item.description.trim() || undefined,
            is_spoiler: item.spoiler || undefined,
          },
        ]
      : [],
  )
}

function forget(gone: Upload[]): void {
  for (const item of gone) if (item.preview) URL.revokeObjectURL(item.preview)
  const keys = new Set(gone.map((item) => item.key))
  useUploads.setState(({ items }) => ({ items: items.filter((item) => !keys.has(item.key)) }))
  proceed()
}

function change(key: string, change: Partial<Upload>): void {
  useUploads.setState(({ items }) => ({
    items: items.map((item) => (item.key === key ? { ...item, ...change } : item)),
  }))
}

function proceed(): void {
  const { items } = useUploads.getState()
  const free = AT_ONCE - items.filter((item) => item.state === 'sending').length
  for (const item of items.filter((one) => one.state === 'waiting').slice(0, Math.max(0, free)))
    void send(item)
}

async function send(item: Upload): Promise<void> {
  const abort = new AbortController()
  running.set(item.key, abort)
  change(item.key, { state: 'sending' })
  try {
    const onProgress = (progress: number) => change(item.key, { progress })
    const stored = await uploadFile(item.channelId, item.file, { signal: abort.signal, onProgress })
    change(item.key, { state: 'done', progress: 1, stored })
  } catch (error) {
    if (!abort.signal.aborted) change(item.key, { state: 'failed', error })
  } finally {
    running.delete(item.key)
    proceed()
  }
}
