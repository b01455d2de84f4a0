/** How long to wait before trying again: exponential, capped, with full jitter so clients do not return together. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling / 2 + (random() * ceiling) / 2)
}
