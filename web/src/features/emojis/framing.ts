/** Which part of a picture fits in the square of an emoji. Pure. */
export const SIDE = 128
/** How much closer than filling the square one may go. */
const CLOSEST = 6

export interface Size {
  width: number
  height: number
}

export interface Frame {
  /** From 0, the whole picture, to 1. */
  zoom: number
  /** What is in the middle, in shares of the picture. */
  x: number
  y: number
}

export const WHOLE: Frame = { zoom: 0, x: 0.5, y: 0.5 }

function range({ width, height }: Size): { whole: number; closest: number } {
  return { whole: SIDE / Math.max(width, height), closest: (CLOSEST * SIDE) / Math.min(width, height) }
}

/** The zoom at which nothing of the square stays empty. */
export function filling(size: Size): number {
  const { whole, closest } = range(size)
  return Math.log(SIDE / Math.min(size.width, size.height) / whole) / Math.log(closest / whole)
}

function scaled(size: Size, zoom: number): Size {
  const { whole, closest } = range(size)
  const scale = whole * (closest / whole) ** zoom
  return { width: size.width * scale, height: size.height * scale }
}

/** Where the picture lies on the square. */
export function placed(size: Size, { zoom, x, y }: Frame) {
  const { width, height } = scaled(size, zoom)
  return { left: start(width, x), top: start(height, y), width, height }
}

function start(length: number, middle: number): number {
  if (length <= SIDE) return (SIDE - length) / 2
  return Math.min(0, Math.max(SIDE - length, SIDE / 2 - middle * length))
}

/** The picture pushed over the square by so many of its pixels, as far as it goes. */
export function moved(size: Size, frame: Frame, right: number, down: number): Frame {
  const { width, height } = scaled(size, frame.zoom)
  return {
    zoom: frame.zoom,
    x: within(frame.x - right / width, width),
    y: within(frame.y - down / height, height),
  }
}

function within(middle: number, length: number): number {
  if (length <= SIDE) return 0.5
  const edge = SIDE / 2 / length
  return Math.min(1 - edge, Math.max(edge, middle))
}
