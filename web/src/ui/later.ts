/** Parts that the first paint does not need: they travel while nothing else does, before anybody asks for them. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

import { backoffMs } from '@/lib/backoff'

const waiting = new Set<() => Promise<unknown>>()
let words: Promise<unknown> = Promise.resolve()
let begun = false

/** Later parts show once their words are here too. */
export function waitForWords(loading: Promise<unknown>): void {
  words = loading.catch(() => undefined)
}

/**
 * A component that travels later; show it within a `Suspense`.
 * What is seen without asking sets out `soon`: with the first answers of the server, not after them.
 */
export function later<Props>(
  load: () => Promise<ComponentType<Props>>,
  soon = false,
): LazyExoticComponent<ComponentType<Props>> {
  setOut(load, soon)
  return onDemand(load)
}

/** A component that travels when it is shown, with its words; show it within a `Suspense`. */
export function onDemand<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const [part] = await Promise.all([load(), words])
    return { default: part }
  })
}

/** Work that the first paint does not need, with its words: it travels like a part that is shown. */
export function workLater<Work>(load: () => Promise<Work>): () => Promise<Work> {
  setOut(load, false)
  return async () => (await Promise.all([load(), words]))[0]
}

/** What the page cannot do without, though it shows nothing: it is asked for until it comes. */
export function untilHere<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let coming: Promise<Part> | undefined
  const ask = (attempt: number): Promise<Part> =>
    load().catch(async () => {
      await new Promise((done) => setTimeout(done, backoffMs(attempt)))
      return ask(attempt + 1)
    })
  return () => (coming ??= ask(0))
}

/** The first screen is there: fetch what may be opened next. */
export function fetchLater(): void {
  if (begun) return
  begun = true
  whenIdle(() => {
    for (const load of waiting) void load().catch(() => undefined)
    waiting.clear()
  })
}

function setOut(load: () => Promise<unknown>, soon: boolean): void {
  if (begun || soon) void load().catch(() => undefined)
  else waiting.add(load)
}

/** Safari has no idle callbacks yet. */
function whenIdle(then: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(then, { timeout: 3000 })
  else setTimeout(then, 800)
}
