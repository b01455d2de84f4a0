/** Notices when nobody is at this device any more, and when somebody is back. */
const IDLE_AFTER_MS = 10 * 60_000
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/** Tell `idle` after ten quiet minutes and `online` at the first sign of life; ends with the signal. */
export function watchActivity(tell: (status: 'online' | 'idle') => void, signal: AbortSignal): void {
  let idle = false
  let seenAt = Date.now()
  const seen = () => {
    seenAt = Date.now()
    if (idle) tell('online')
    idle = false
  }
  for (const sign of SIGNS) window.addEventListener(sign, seen, { signal, passive: true })
  const timer = setInterval(() => {
    if (idle || Date.now() - seenAt < IDLE_AFTER_MS) return
    idle = true
    tell('idle')
  }, 30_000)
  signal.addEventListener('abort', () => clearInterval(timer))
}
