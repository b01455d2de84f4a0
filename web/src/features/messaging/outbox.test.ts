import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError, NetworkError } from '@/api/errors'
import type { Message } from '@/api/types'

import { message } from '../../../tests/wire'
import { Outbox } from './outbox'
import { useOutgoing, type Outgoing } from './outgoing'

let send: ReturnType<typeof vi.fn<(item: Outgoing) => Promise<Message>>>
let delivered: string[]
let box: Outbox
let count = 0

const open = () => {
  const one = new Outbox({ userId: '1', send, deliver: (sent) => delivered.push(sent.content) })
  one.open()
  return one
}
const items = () => useOutgoing.getState().items
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms)
const accept = (item: Outgoing) =>
  Promise.resolve(message(String((count += 1)), { content: item.content, nonce: item.nonce }))

beforeEach(() => {
  vi.useFakeTimers()
  delivered = []
  send = vi.fn(accept)
  box = open()
})

afterEach(() => {
  box.close()
  vi.useRealTimers()
})

describe('sending', () => {
  it('delivers and forgets', async () => {
    box.add({ channelId: '100', content: 'hello' })
    await settle()
    expect(delivered).toEqual(['hello'])
    expect(items()).toEqual([])
    expect(localStorage.length).toBe(0)
  })

  it('one at a time and in order, even when the first is slow', async () => {
    const arrived: string[] = []
    send.mockImplementation(async (item) => {
      await new Promise((resolve) => setTimeout(resolve, item.content === 'a' ? 1000 : 10))
      arrived.push(item.content)
      return accept(item)
    })
    for (const text of ['a', 'b', 'c']) box.add({ channelId: '100', content: text })
    await settle(500)
    expect(send).toHaveBeenCalledTimes(1)
    await settle(2000)
    expect(arrived).toEqual(['a', 'b', 'c'])
  })

  it('a slow channel does not hold up another', async () => {
    send.mockImplementation((item) =>
      item.channelId === '100' ? new Promise(() => undefined) : accept(item),
    )
    box.add({ channelId: '100', content: 'stuck' })
    box.add({ channelId: '200', content: 'free' })
    await settle()
    expect(delivered).toEqual(['free'])
  })

  it('uses nonces the server accepts, all different', () => {
    for (let index = 0; index < 50; index += 1) box.add({ channelId: '100', content: 'x' })
    const nonces = new Set(items().map((item) => item.nonce))
    expect(nonces.size).toBe(50)
    for (const nonce of nonces) expect(nonce.length).toBeLessThanOrEqual(25)
  })
})

describe('without the network', () => {
  it('waits, keeps the order and the nonce, and never posts twice by itself', async () => {
    send.mockRejectedValueOnce(new NetworkError(undefined))
    box.add({ channelId: '100', content: 'a' })
    box.add({ channelId: '100', content: 'b' })
    await settle()
    expect(items().map((item) => item.state)).toEqual(['waiting', 'waiting'])
    await settle(2000)
    expect(delivered).toEqual(['a', 'b'])
    expect(send.mock.calls[0]?.[0].nonce).toBe(send.mock.calls[1]?.[0].nonce)
  })

  it('goes at once when the connection is back', async () => {
    send.mockRejectedValue(new NetworkError(undefined))
    box.add({ channelId: '100', content: 'a' })
    await settle(20_000)
    send.mockImplementation(accept)
    box.flushAll()
    await settle()
    expect(delivered).toEqual(['a'])
  })

  it('obeys a server that asks for time', async () => {
    send.mockRejectedValueOnce(new ApiError(429, { retry_after: 5 }))
    box.add({ channelId: '100', content: 'a' })
    await settle(4900)
    expect(delivered).toEqual([])
    await settle(200)
    expect(delivered).toEqual(['a'])
  })
})

describe('refused', () => {
  it('is shown as failed, the next ones go on, and it can be sent again or discarded', async () => {
    send.mockRejectedValueOnce(new ApiError(403, { message: 'no' }))
    box.add({ channelId: '100', content: 'a' })
    box.add({ channelId: '100', content: 'b' })
    await settle()
    expect(delivered).toEqual(['b'])
    const failed = items()[0] as Outgoing
    expect(failed.state).toBe('failed')
    box.retry(failed.nonce)
    await settle()
    expect(delivered).toEqual(['b', 'a'])
    expect(send.mock.calls.at(-1)?.[0].nonce).toBe(failed.nonce)
  })

  it('discarding forgets it, in this browser too', async () => {
    send.mockRejectedValueOnce(new ApiError(403, {}))
    box.add({ channelId: '100', content: 'a' })
    await settle()
    box.cancel((items()[0] as Outgoing).nonce)
    expect(items()).toEqual([])
    expect(localStorage.length).toBe(0)
  })
})

describe('a new page', () => {
  it('sends what the last one could not, with the same nonces', async () => {
    send.mockRejectedValue(new NetworkError(undefined))
    box.add({ channelId: '100', content: 'a' })
    box.add({ channelId: '100', content: 'b' })
    await settle()
    const nonces = items().map((item) => item.nonce)
    box.close()
    send = vi.fn(accept)
    box = open()
    await settle()
    expect(delivered).toEqual(['a', 'b'])
    expect(send.mock.calls.map(([item]) => item.nonce)).toEqual(nonces)
  })

  it('asks before sending what is older than the memory of the server', async () => {
    send.mockRejectedValue(new NetworkError(undefined))
    box.add({ channelId: '100', content: 'a' })
    await settle()
    box.close()
    vi.setSystemTime(Date.now() + 25 * 3600_000)
    send = vi.fn(accept)
    box = open()
    await settle()
    expect(send).not.toHaveBeenCalled()
    expect(items()[0]?.state).toBe('failed')
  })

  it('does not send what another tab has sent', async () => {
    send.mockRejectedValueOnce(new NetworkError(undefined))
    box.add({ channelId: '100', content: 'a' })
    await settle()
    localStorage.clear()
    await settle(5000)
    expect(send).toHaveBeenCalledTimes(1)
    expect(items()).toEqual([])
  })
})
