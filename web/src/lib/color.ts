/** Colours of roles: numbers on the wire, and readable on both themes whatever was chosen. */

/** The backgrounds on which it is hardest: panels when it is light, cards when it is dark. */
const LIGHT = 0xf4f1e9
const DARK = 0x1c2522
/** What WCAG asks of ordinary text. */
const ENOUGH = 4.5

export function hexOf(color: number): string {
  return `#${color.toString(16).padStart(6, '0')}`
}

export function colorOf(hex: string): number | undefined {
  return /^#?[0-9a-f]{6}$/i.test(hex) ? parseInt(hex.replace('#', ''), 16) : undefined
}

export function contrast(a: number, b: number): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: number): number {
  const [red = 0, green = 0, blue = 0] = parts(color).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function parts(color: number): number[] {
  return [(color >> 16) & 255, (color >> 8) & 255, color & 255]
}

function mixed(color: number, towards: number, share: number): number {
  const other = parts(towards)
  return parts(color).reduce(
    (sum, part, index) => (sum << 8) | Math.round(part + ((other[index] ?? 0) - part) * share),
    0,
  )
}

/** The nearest colour that can be read on a theme's background. */
export function legible(color: number, theme: 'light' | 'dark'): number {
  const [background, towards] = theme === 'light' ? [LIGHT, 0x000000] : [DARK, 0xffffff]
  for (let share = 0; share < 1; share += 0.05) {
    const shown = mixed(color, towards, share)
    if (contrast(shown, background) >= ENOUGH) return shown
  }
  return towards
}

/** Custom properties that paint something in a role's colour, in either theme; see `.colored` in base.css. */
export function roleColors(color: number): Record<string, string> | undefined {
  if (color === 0) return undefined
  return { '--role-light': hexOf(legible(color, 'light')), '--role-dark': hexOf(legible(color, 'dark')) }
}
