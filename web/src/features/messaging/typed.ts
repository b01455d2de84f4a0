/** Whether a name is being typed: looked at on each key, so it is there before the names are. Pure. */
export interface Typed {
  sign: '@' | '#' | ':'
  /** Where the sign is. */
  start: number
  text: string
}

const PATTERN = /(?:^|[\s([{«"'])(?:([@#])([\p{L}\p{M}\p{N}_.-]{0,32})|(:)([\p{L}\p{N}_+-]{2,32}))$/u

/** The `@na`, `#ga` or `:ta` right before the caret. */
export function typedAt(text: string, caret: number): Typed | undefined {
  const match = PATTERN.exec(text.slice(0, caret))
  if (!match) return undefined
  const sign = (match[1] ?? match[3]) as Typed['sign']
  const typed = match[2] ?? match[4] ?? ''
  return { sign, start: caret - typed.length - 1, text: typed }
}
