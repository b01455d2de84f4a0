import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { NetworkError, SignedOutError } from '@/api/errors'

import { Gateway, type SocketLike } from './gateway'

class FakeSocket implements SocketLike {
  sent: { op: number; d: unknown }[] = []
  closedWith: number | undefined
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null

  send(text: string) {
    this.sent.push(JSON.parse(text) as { op: number; d: unknown })
  }
  close(code?: number) {
    this.closedWith = code
  }
  say(op: number, d: unknown = null, t: string | null = null, s: number | null = null) {
    this.onmessage?.({ data: JSON.stringify({ op, d, t, s }) })
  }
  hello() {
    this.say(10, { heartbeat_interval: 1000 })
  }
  ready(guilds: string[] = []) {
    this.say(
      0,
      { v: 10, user: { id: '1' }, guilds: guilds.map((id) => ({ id })), session_id: 'abc' },
      'READY',
      1,
    )
  }
  lose(code: number) {
    this.onclose?.({ code })
  }
}

let sockets: FakeSocket[]
let phases: string[]
let gaps: number
let online: boolean
let token: ReturnType<typeof vi.fn<(refused?: string) => Promise<string>>>
let gateway: Gateway

const last = () => sockets.at(-1) as FakeSocket
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(async () => {
  vi.useFakeTimers()
  sockets = []
  phases = []
  gaps = 0
  online = true
  token = vi.fn<(refused?: string) => Promise<string>>().mockResolvedValue('token-1')
  gateway = new Gateway(
    {
      open: () => {
        sockets.push(new FakeSocket())
        return last()
      },
      token,
      isOnline: () => online,
      random: () => 0.5,
    },
    { push: () => undefined, phase: (phase) => phases.push(phase), gap: () => (gaps += 1) },
  )
  gateway.start()
  await settle()
})

afterEach(() => {
  gateway.stop()
  vi.useRealTimers()
})

function connected() {
  last().hello()
  last().ready()
}

describe('beginning', () => {
  it('identifies with the access token, and is online when every server has come', () => {
    last().hello()
    expect(last().sent[0]).toMatchObject({ op: 2, d: { token: 'token-1' } })
    last().ready(['50', '51'])
    last().say(0, { id: '50' }, 'GUILD_CREATE', 2)
    expect(phases.at(-1)).toBe('connecting')
    last().say(0, { id: '51' }, 'GUILD_CREATE', 3)
    expect(phases.at(-1)).toBe('online')
    expect(gaps).toBe(0)
  })
})

describe('heartbeats', () => {
  it('carry the last sequence, and answer a request at once', async () => {
    connected()
    last().say(0, {}, 'TYPING_START', 7)
    await vi.advanceTimersByTimeAsync(500)
    expect(last().sent.at(-1)).toEqual({ op: 1, d: 7 })
    last().say(11)
    last().say(1)
    expect(last().sent.at(-1)).toEqual({ op: 1, d: 7 })
  })

  it('without an answer mean a dead socket: it is replaced, and the session resumed', async () => {
    connected()
    await vi.advanceTimersByTimeAsync(500)
    const dead = last()
    await vi.advanceTimersByTimeAsync(1000)
    expect(dead.closedWith).toBe(4900)
    expect(sockets).toHaveLength(2)
    last().hello()
    expect(last().sent[0]).toEqual({ op: 6, d: { token: 'token-1', session_id: 'abc', seq: 1 } })
  })
})

describe('coming back', () => {
  it('waits, then resumes, and nothing was lost', async () => {
    connected()
    last().lose(1006)
    expect(phases.at(-1)).toBe('waiting')
    await vi.advanceTimersByTimeAsync(1000)
    last().hello()
    expect(last().sent[0]?.op).toBe(6)
    last().say(0, {}, 'RESUMED', 9)
    expect(phases.at(-1)).toBe('online')
    expect(gaps).toBe(0)
  })

  it('waits longer each time', async () => {
    const waits: number[] = []
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const before = sockets.length
      last().lose(1006)
      let waited = 0
      while (sockets.length === before) {
        await vi.advanceTimersByTimeAsync(25)
        waited += 25
      }
      waits.push(waited)
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits[3]).toBeGreaterThan((waits[0] ?? 0) * 4)
  })

  it('op 7 reconnects at once and resumes', async () => {
    connected()
    last().say(7)
    await settle()
    expect(sockets).toHaveLength(2)
    last().hello()
    expect(last().sent[0]?.op).toBe(6)
  })

  it('op 9 false begins anew, and reports the gap', async () => {
    connected()
    last().lose(1006)
    await vi.advanceTimersByTimeAsync(1000)
    last().hello()
    last().say(9, false)
    await vi.advanceTimersByTimeAsync(2000)
    last().hello()
    expect(last().sent[0]?.op).toBe(2)
    last().ready()
    expect(gaps).toBe(1)
    expect(phases.at(-1)).toBe('online')
  })

  it('op 9 true resumes again', async () => {
    connected()
    last().say(9, true)
    await vi.advanceTimersByTimeAsync(2000)
    last().hello()
    expect(last().sent[0]?.op).toBe(6)
  })

  it.each([4007, 4009])('close code %i begins anew', async (code) => {
    connected()
    last().lose(code)
    await vi.advanceTimersByTimeAsync(1000)
    last().hello()
    expect(last().sent[0]?.op).toBe(2)
  })

  it('a socket that says nothing is given up', async () => {
    await vi.advanceTimersByTimeAsync(15_000)
    expect(sockets.length).toBe(2)
  })

  it('words of a replaced socket are not heard', async () => {
    connected()
    const old = last()
    last().say(7)
    await settle()
    old.lose(1006)
    expect(sockets).toHaveLength(2)
    expect(phases.at(-1)).toBe('catching-up')
  })
})

describe('without the network', () => {
  it('waits for it, and comes back at once when it returns', async () => {
    connected()
    online = false
    gateway.lostNetwork()
    expect(phases.at(-1)).toBe('offline')
    expect(last().closedWith).toBe(4900)
    online = true
    gateway.retryNow()
    await settle()
    expect(sockets).toHaveLength(2)
  })

  it('a token that cannot be refreshed for lack of network is no reason to sign out', async () => {
    connected()
    token.mockRejectedValueOnce(new NetworkError(undefined))
    last().lose(1006)
    await vi.advanceTimersByTimeAsync(5000)
    expect(phases).not.toContain('signed-out')
    expect(sockets).toHaveLength(2)
  })
})

describe('refused tokens', () => {
  it('4004 refreshes the token and identifies again', async () => {
    last().hello()
    token.mockResolvedValueOnce('token-2')
    last().lose(4004)
    await settle()
    expect(token).toHaveBeenLastCalledWith('token-1')
    last().hello()
    expect(last().sent[0]).toMatchObject({ op: 2, d: { token: 'token-2' } })
  })

  it('4004 with a fresh token means signing in again', async () => {
    token.mockResolvedValueOnce('token-2')
    last().hello()
    last().lose(4004)
    await settle()
    last().hello()
    last().lose(4004)
    expect(phases.at(-1)).toBe('signed-out')
  })

  it('a session that is over ends it', async () => {
    token.mockRejectedValueOnce(new SignedOutError())
    last().lose(4004)
    await settle()
    expect(phases.at(-1)).toBe('signed-out')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sockets).toHaveLength(1)
  })
})

describe('looking', () => {
  const looks = () =>
    last()
      .sent.filter((frame) => frame.op === 40)
      .map((frame) => frame.d)

  it('says once what is looked at, and again to a new session', async () => {
    gateway.look(null, true)
    last().hello()
    last().ready()
    expect(looks()).toEqual([{ guild_id: null, friends: true }])
    gateway.look(null, true)
    gateway.look('50', true)
    gateway.look('50')
    gateway.look(null)
    expect(looks().slice(1)).toEqual([
      { guild_id: '50', friends: true },
      { guild_id: '50' },
      { guild_id: null },
    ])
    gateway.look(null, true)
    last().lose(4009)
    await vi.advanceTimersByTimeAsync(5000)
    last().hello()
    last().ready()
    expect(looks()).toEqual([{ guild_id: null, friends: true }])
  })
})
