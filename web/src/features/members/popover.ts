/** Where a card goes beside what opened it. */
export interface Anchor {
  left: number
  right: number
  top: number
  bottom: number
}

const GAP = 8

export interface Place {
  left: number
  top: number
}

/** To the left of its anchor if there is room, else to the right, else wherever it fits. */
export function placeBeside(
  anchor: Anchor,
  width: number,
  height: number,
  window: { innerWidth: number; innerHeight: number },
): Place {
  const before = anchor.left - width - GAP
  const after = anchor.right + GAP
  const fitsAfter = after + width + GAP <= window.innerWidth
  const left = before >= GAP && (anchor.left > window.innerWidth / 2 || !fitsAfter) ? before : after
  const within = (value: number, most: number) => Math.max(GAP, Math.min(value, most - GAP))
  return {
    left: within(left, window.innerWidth - width),
    top: within(anchor.top, window.innerHeight - height),
  }
}
