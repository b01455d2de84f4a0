/** Files in words and pictures: how large, of what kind, where from, and a colour until they are there. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** "1.4 MB", as the reader's language writes it. */
export function fileSize(bytes: number, locale: string): string {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: 'short',
    maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1,
  }).format(value)
}

export type FileKind = 'image' | 'video' | 'audio' | 'other'

export function kindOf(type: string | null | undefined): FileKind {
  const kind = type?.split('/', 1)[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'other'
}

/** A file's address as this page may load it: on one's own machine, whichever name that goes by. */
export function fileAddress(address: string, query: Record<string, number> = {}): string {
  const url = new URL(address, location.href)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(Math.ceil(value)))
  const local = isLoopback(url.hostname) && isLoopback(location.hostname)
  return local ? url.pathname + url.search : url.href
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}

/** The average colour a ThumbHash begins with. */
export function averageColor(hash: string | null | undefined): string | undefined {
  if (!hash) return undefined
  let raw: string
  try {
    raw = atob(hash)
  } catch {
    return undefined
  }
  const head = raw.charCodeAt(0) | (raw.charCodeAt(1) << 8) | (raw.charCodeAt(2) << 16)
  const light = (head & 63) / 63
  const yellow = ((head >> 6) & 63) / 31.5 - 1
  const red = ((head >> 12) & 63) / 31.5 - 1
  const blue = light - (2 / 3) * yellow
  const redness = (3 * light - blue + red) / 2
  const parts = [redness, redness - red, blue].map((one) => Math.round(255 * Math.min(1, Math.max(0, one))))
  return `rgb(${parts.join(' ')})`
}

/** How large an image is shown: within a box, never larger than it is. */
export function fitted(width: number, height: number, box: { width: number; height: number }) {
  const scale = Math.min(1, box.width / width, box.height / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
