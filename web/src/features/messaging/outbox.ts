/**
 * Messages on their way: kept in this browser until the server has them, sent one after the other in each channel,
 * and sent again with the same nonce, so that trying twice never posts twice.
 */
import { ApiError, isTemporary, SignedOutError } from '@/api/errors'
import type { Id, Message } from '@/api/types'
import { backoffMs } from '@/lib/backoff'
import { randomText } from '@/lib/random'
import { compareIds } from '@/lib/snowflake'
import { forget, has, keysStarting, load, save } from '@/lib/storage'

import { useOutgoing, type Outgoing, type Words } from './outgoing'

export interface OutboxWorld {
  userId: Id
  send(item: Outgoing): Promise<Message>
  deliver(message: Message): void
}

/** The server remembers nonces for a day; after that, sending again is for people to decide. */
const NONCE_MS = 23 * 3600_000
let order = 0

export class Outbox {
  private readonly world: OutboxWorld
  private readonly busy = new Set<Id>()
  private readonly timers = new Map<Id, ReturnType<typeof setTimeout>>()
  private readonly attempts = new Map<Id, number>()
  private closed = false

  constructor(world: OutboxWorld) {
    this.world = world
  }

  /** Take up what an earlier page has left, and start. */
  open(now = Date.now()): void {
    const items = keysStarting(this.prefix)
      .map((key) => load<Outgoing>(key))
      .filter((item): item is Outgoing => item !== undefined)
      .map((item): Outgoing => {
        const tooOld = now - item.createdAt > NONCE_MS
        return { ...item, error: undefined, state: tooOld || item.state === 'failed' ? 'failed' : 'waiting' }
      })
      .sort((a, b) => a.createdAt - b.createdAt || compareIds(a.nonce, b.nonce))
    useOutgoing.setState({ items, atWork: true })
    this.flushAll()
  }

  close(): void {
    this.closed = true
    for (const timer of this.timers.values()) clearTimeout(timer)
    useOutgoing.setState({ items: [], atWork: false })
  }

  add(words: Words): void {
    order += 1
    const nonce = `${Date.now().toString(36)}${(order % 1296).toString(36).padStart(2, '0')}${randomText(8)}`
    this.put({ ...words, nonce, createdAt: Date.now(), state: 'waiting' })
    void this.flush(words.channelId)
  }

  /** Send a failed message again, after whatever is waiting. */
  retry(nonce: string): void {
    const item = this.find(nonce)
    if (!item) return
    this.remove(nonce, false)
    this.put({ ...item, state: 'waiting', error: undefined, createdAt: Date.now() })
    void this.flush(item.channelId)
  }

  cancel(nonce: string): Outgoing | undefined {
    const item = this.find(nonce)
    if (!item || item.state === 'sending') return undefined
    this.remove(nonce)
    return item
  }

  /** The connection is back: whatever waits need not wait longer. */
  flushAll(): void {
    for (const channelId of new Set(useOutgoing.getState().items.map((item) => item.channelId))) {
      this.attempts.delete(channelId)
      void this.flush(channelId)
    }
  }

  private async flush(channelId: Id): Promise<void> {
    if (this.busy.has(channelId) || this.closed) return
    this.busy.add(channelId)
    clearTimeout(this.timers.get(channelId))
    try {
      await oneTabAtATime(`beep.outbox.${channelId}`, async () => {
        for (let item = this.next(channelId); item && !this.closed; item = this.next(channelId)) {
          if (!(await this.attempt(item))) break
        }
      })
    } finally {
      this.busy.delete(channelId)
    }
  }

  private next(channelId: Id): Outgoing | undefined {
    return useOutgoing
      .getState()
      .items.find((item) => item.channelId === channelId && item.state === 'waiting')
  }

  /** False means: stop here, to keep the order. */
  private async attempt(item: Outgoing): Promise<boolean> {
    if (!has(this.prefix + item.nonce)) {
      // Another tab has sent it, or it was cancelled there.
      this.remove(item.nonce)
      return true
    }
    this.change(item.nonce, { state: 'sending' })
    try {
      const message = await this.world.send(item)
      this.attempts.delete(item.channelId)
      if (this.closed) return false
      this.world.deliver({ ...message, nonce: message.nonce ?? item.nonce })
      this.remove(item.nonce)
      return true
    } catch (error) {
      return this.failed(item, error)
    }
  }

  private failed(item: Outgoing, error: unknown): boolean {
    if (error instanceof SignedOutError || isTemporary(error)) {
      this.change(item.nonce, { state: 'waiting' })
      this.later(item.channelId, error)
      return false
    }
    this.change(item.nonce, { state: 'failed', error })
    save(this.prefix + item.nonce, { ...item, state: 'failed', error: undefined })
    return true
  }

  private later(channelId: Id, error: unknown): void {
    const attempt = this.attempts.get(channelId) ?? 0
    this.attempts.set(channelId, attempt + 1)
    const asked = error instanceof ApiError && error.retryAfterS !== undefined ? error.retryAfterS * 1000 : 0
    const delay = Math.max(asked, backoffMs(attempt))
    this.timers.set(
      channelId,
      setTimeout(() => void this.flush(channelId), delay),
    )
  }

  private get prefix(): string {
    return `beep.outbox.${this.world.userId}.`
  }

  private find(nonce: string): Outgoing | undefined {
    return useOutgoing.getState().items.find((item) => item.nonce === nonce)
  }

  private put(item: Outgoing): void {
    save(this.prefix + item.nonce, item)
    useOutgoing.setState(({ items }) => ({ items: [...items, item] }))
  }

  private change(nonce: string, change: Partial<Outgoing>): void {
    useOutgoing.setState(({ items }) => ({
      items: items.map((item) => (item.nonce === nonce ? { ...item, ...change } : item)),
    }))
  }

  private remove(nonce: string, forStorage = true): void {
    if (forStorage) forget(this.prefix + nonce)
    useOutgoing.setState(({ items }) => ({ items: items.filter((item) => item.nonce !== nonce) }))
  }
}

async function oneTabAtATime(name: string, work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request(name, work)
  else await work()
}
