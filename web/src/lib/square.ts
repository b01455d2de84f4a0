/** A picture made square and small in the browser, so that little travels. */

const SIDE = 512
/** A moving one is sent as it is: a canvas would stop it. */
const MAX_MOVING = 700 * 1024

/** A data URI, or why there is none. */
export interface Squared {
  uri?: string
  tooLarge?: boolean
}

export async function squarePicture(file: File): Promise<Squared> {
  if (file.type === 'image/gif')
    return file.size > MAX_MOVING ? { tooLarge: true } : { uri: await dataUri(file) }
  let image: ImageBitmap
  try {
    image = await createImageBitmap(file)
  } catch {
    return {}
  }
  const side = Math.min(image.width, image.height)
  const size = Math.min(SIDE, side)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  canvas
    .getContext('2d')
    ?.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, size, size)
  image.close()
  return { uri: canvas.toDataURL('image/webp', 0.92) }
}

export function dataUri(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}
