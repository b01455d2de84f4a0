/** The icon of the tab, with how many mentions wait, or a dot for anything unread. */
const SIZE = 64
const ICON = '/icon.svg'
const SIGNAL = '#f2a93b'
const INK = '#2b1a00'
const MOST = 99

let latest = 0

export function badgeText(mentions: number): string {
  return mentions > MOST ? `${MOST}+` : mentions > 0 ? String(mentions) : ''
}

export function drawFavicon(mentions: number, unread: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  latest += 1
  const mine = latest
  if (mentions === 0 && !unread) {
    link.href = ICON
    return
  }
  const image = new Image(SIZE, SIZE)
  image.onload = () => {
    // Drawing takes a moment; a newer count may have come.
    if (mine === latest) link.href = drawn(image, badgeText(mentions)) ?? ICON
  }
  image.src = ICON
}

function drawn(image: HTMLImageElement, text: string): string | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (!pen) return undefined
  pen.drawImage(image, 0, 0, SIZE, SIZE)
  const radius = text ? 20 : 13
  const [x, y] = [SIZE - radius, radius]
  pen.beginPath()
  pen.arc(x, y, radius, 0, Math.PI * 2)
  pen.fillStyle = SIGNAL
  pen.fill()
  if (text) {
    pen.fillStyle = INK
    pen.font = `bold ${text.length > 2 ? 19 : 26}px sans-serif`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText(text, x, y + 2)
  }
  return canvas.toDataURL('image/png')
}
