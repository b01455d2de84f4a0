/** Pictures on their way to be emojis: opened here, so that little travels and what is wrong is said at once. */
import { dataUri } from '@/lib/square'

import { placed, SIDE, type Frame } from './framing'

/** Moving ones are sent as they are: a canvas would stop them. */
export const MOST_MOVING = 256_000

export type Picked =
  | { kind: 'still'; image: ImageBitmap; file: File }
  | { kind: 'moving'; uri: string; file: File }
  | { kind: 'refused'; why: 'too large' | 'unreadable'; file: File }

export async function open(file: File): Promise<Picked> {
  if (await moves(file)) {
    if (file.size > MOST_MOVING) return { kind: 'refused', why: 'too large', file }
    return { kind: 'moving', uri: await dataUri(file), file }
  }
  try {
    return { kind: 'still', image: await createImageBitmap(file), file }
  } catch {
    return { kind: 'refused', why: 'unreadable', file }
  }
}

/** A GIF, or a WebP that says so in its header. */
async function moves(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 21).arrayBuffer())
  const text = String.fromCharCode(...head)
  const extended = text.startsWith('RIFF') && text.slice(8, 16) === 'WEBPVP8X'
  return text.startsWith('GIF8') || (extended && ((head[20] ?? 0) & 2) !== 0)
}

/** A data URI of what is kept. */
export function drawn(image: ImageBitmap, frame: Frame): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE
  const context = canvas.getContext('2d')
  const { left, top, width, height } = placed(image, frame)
  if (context) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(image, left, top, width, height)
  }
  return canvas.toDataURL('image/webp', 0.92)
}
