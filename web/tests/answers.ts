/** A server for components: it answers by method and path, and remembers what it was asked. */
import { vi } from 'vitest'

export type Answer = [status: number, body?: unknown]

export interface Asked {
  /** Method and path of each call, in order. */
  calls: string[]
  /** The body of the last call of this method and path. */
  body: (call: string) => unknown
}

/** What is asked for more often than answered repeats the last answer; what nobody answers is not found. */
export function answers(given: Record<string, Answer[]>): Asked {
  const calls: string[] = []
  const bodies = new Map<string, unknown>()
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    const call = `${init?.method ?? 'GET'} ${path.replace('/api/v10', '')}`
    calls.push(call)
    if (typeof init?.body === 'string') bodies.set(call, JSON.parse(init.body))
    const waiting = given[call] ?? []
    const [status, body] = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? [404, {}]
    return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }))
  })
  return { calls, body: (call) => bodies.get(call) }
}

/** A refusal that has a name. */
export const refusal = (status: number, key: string, more: object = {}): Answer => [
  status,
  { code: 0, message: 'x', key, ...more },
]
