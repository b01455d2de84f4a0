/**
 * The socket to the gateway: hello, identify or resume, heartbeats, and coming back after every kind of loss.
 * It knows nothing of React or of the cache; what it needs of the world is handed in, so tests drive it with fakes.
 */
import { SignedOutError } from '@/api/errors'
import type { Push, Ready } from '@/api/types'
import { backoffMs } from '@/lib/backoff'

import type { Phase } from './connection'

export interface SocketLike {
  send(text: string): void
  close(code?: number): void
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export interface GatewayWorld {
  open(): SocketLike
  /** A good access token; `refused` is one the server has just turned down. */
  token(refused?: string): Promise<string>
  isOnline(): boolean
  random(): number
}

export interface GatewayListener {
  push(push: Push): void
  phase(phase: Phase, retryInMs?: number): void
  /** Pushes were lost for good: a new session began after an earlier one. */
  gap(): void
}

interface Frame {
  op: number
  d: unknown
  s: number | null
  t: string | null
}

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
  look: 40,
} as const

/** Our own close codes: the gateway keeps a session that was not closed with 1000 or 1001. */
const CLOSE_TO_RESUME = 4900
const AUTHENTICATION_FAILED = 4004
const SESSION_LOST = new Set([4003, 4007, 4009])
const HELLO_WITHIN_MS = 15_000
const OFFLINE_TRY_MS = 15_000

export class Gateway {
  private socket: SocketLike | undefined
  private session: { id: string; seq: number } | undefined
  private hadSession = false
  private missing = new Set<string>()
  private token: string | undefined
  private refused: string | undefined
  private looking: string | null = null
  private withFriends = false
  private shown: 'online' | 'idle' = 'online'
  private introduced = false
  private attempt = 0
  private running = false
  private acked = true
  private heart: ReturnType<typeof setTimeout> | undefined
  private wake: ReturnType<typeof setTimeout> | undefined
  private patience: ReturnType<typeof setTimeout> | undefined

  private readonly world: GatewayWorld
  private readonly listener: GatewayListener

  constructor(world: GatewayWorld, listener: GatewayListener) {
    this.world = world
    this.listener = listener
  }

  start(): void {
    if (this.running) return
    this.running = true
    void this.connect()
  }

  stop(): void {
    this.running = false
    this.drop(1000)
    clearTimeout(this.wake)
    this.session = undefined
    this.hadSession = false
    this.listener.phase('idle')
  }

  /** The network is back, or the person asked: do not wait any longer. */
  retryNow(): void {
    if (!this.running || this.socket) return
    this.attempt = 0
    void this.connect()
  }

  /** The browser says the network is gone. */
  lostNetwork(): void {
    if (!this.running) return
    this.drop(CLOSE_TO_RESUME)
    this.waitForNetwork()
  }

  /** After sleep the socket may be dead without knowing it: ask for a sign of life now. */
  checkAlive(): void {
    if (!this.running) return
    if (this.socket && this.session) this.beat()
    else this.retryNow()
  }

  /** Ask who is in a server, or who of my friends is there, and who comes and goes. */
  look(serverId: string | null, friends = false): void {
    if (this.looking === serverId && this.withFriends === friends) return
    this.looking = serverId
    this.withFriends = friends
    if (this.introduced) this.sayLooking()
  }

  private sayLooking(): void {
    this.say(OP.look, { guild_id: this.looking, ...(this.withFriends && { friends: true }) })
  }

  /** Say whether somebody is at this device. */
  show(status: 'online' | 'idle'): void {
    this.shown = status
    if (this.introduced) this.sayPresence()
  }

  private sayPresence(): void {
    const idle = this.shown === 'idle'
    this.say(OP.presence, { status: this.shown, since: idle ? Date.now() : null, activities: [], afk: idle })
  }

  /** A new session knows nothing yet of what was asked and said before. */
  private introduce(): void {
    if (this.introduced) return
    this.introduced = true
    if (this.shown !== 'online') this.sayPresence()
    if (this.looking !== null || this.withFriends) this.sayLooking()
  }

  private async connect(evenOffline = false): Promise<void> {
    clearTimeout(this.wake)
    if (!evenOffline && !this.world.isOnline()) return this.waitForNetwork()
    this.listener.phase(this.session ? 'catching-up' : 'connecting')
    try {
      this.token = await this.world.token(this.refused)
    } catch (error) {
      if (error instanceof SignedOutError) return this.signedOut()
      return this.retryLater()
    }
    if (!this.running || this.socket) return
    const socket = this.world.open()
    this.socket = socket
    socket.onmessage = (event) => this.socket === socket && this.receive(event.data)
    socket.onclose = (event) => this.socket === socket && this.closed(event.code)
    this.patience = setTimeout(() => this.restart(), HELLO_WITHIN_MS)
  }

  private receive(data: unknown): void {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.s !== null && frame.s !== undefined && this.session) this.session.seq = frame.s
    switch (frame.op) {
      case OP.dispatch:
        return this.dispatch(frame)
      case OP.hello:
        return this.hello((frame.d as { heartbeat_interval: number }).heartbeat_interval)
      case OP.heartbeat:
        return this.sendHeartbeat()
      case OP.heartbeatAck:
        this.acked = true
        return
      case OP.reconnect:
        return this.restart()
      case OP.invalidSession:
        if (frame.d !== true) this.session = undefined
        return this.restart(1000 + this.world.random() * 1000)
    }
  }

  private hello(intervalMs: number): void {
    clearTimeout(this.patience)
    this.acked = true
    this.heart = setTimeout(() => this.heartbeatEvery(intervalMs), intervalMs * this.world.random())
    if (this.session) {
      this.say(OP.resume, { token: this.token, session_id: this.session.id, seq: this.session.seq })
    } else {
      const properties = { os: 'web', browser: 'beep', device: 'beep' }
      this.say(OP.identify, { token: this.token, properties })
    }
  }

  private heartbeatEvery(intervalMs: number): void {
    if (!this.acked) return this.restart()
    this.sendHeartbeat()
    this.heart = setTimeout(() => this.heartbeatEvery(intervalMs), intervalMs)
  }

  private sendHeartbeat(): void {
    this.acked = false
    this.say(OP.heartbeat, this.session?.seq ?? null)
  }

  private beat(): void {
    this.sendHeartbeat()
    clearTimeout(this.patience)
    this.patience = setTimeout(() => !this.acked && this.restart(), 5000)
  }

  private dispatch(frame: Frame): void {
    const push = { name: frame.t, data: frame.d } as Push
    if (push.name === 'READY') this.began(push.data, frame.s ?? 0)
    this.listener.push(push)
    if (push.name === 'READY' && this.hadSession) this.listener.gap()
    if (push.name === 'READY') this.hadSession = true
    if (push.name === 'GUILD_CREATE') this.missing.delete(push.data.id)
    if (
      push.name === 'RESUMED' ||
      ((push.name === 'READY' || push.name === 'GUILD_CREATE') && this.missing.size === 0)
    ) {
      this.arrived()
    }
  }

  private began(ready: Ready, seq: number): void {
    this.session = { id: ready.session_id, seq }
    this.introduced = false
    this.missing = new Set(ready.guilds.map((server) => server.id))
  }

  private arrived(): void {
    this.attempt = 0
    this.refused = undefined
    this.introduce()
    this.listener.phase('online')
  }

  private closed(code: number): void {
    this.forgetSocket()
    if (SESSION_LOST.has(code)) this.session = undefined
    if (code === AUTHENTICATION_FAILED) {
      // Twice in a row, with a token that was just refreshed: signing in again is all that is left.
      if (this.refused !== undefined && this.refused !== this.token) return this.signedOut()
      this.refused = this.token
      this.session = undefined
      void this.connect()
      return
    }
    this.retryLater()
  }

  /** Close and come back, at once or after a moment; the session is kept if there still is one. */
  private restart(inMs = 0): void {
    this.drop(CLOSE_TO_RESUME)
    if (inMs === 0) void this.connect()
    else this.wake = setTimeout(() => void this.connect(), inMs)
  }

  private retryLater(): void {
    if (!this.running) return
    if (!this.world.isOnline()) return this.waitForNetwork()
    const delay = backoffMs(this.attempt, () => this.world.random())
    this.attempt += 1
    this.listener.phase('waiting', delay)
    clearTimeout(this.wake)
    this.wake = setTimeout(() => void this.connect(), delay)
  }

  /** The `online` event ends this; browsers are sometimes wrong, so try now and then all the same. */
  private waitForNetwork(): void {
    this.listener.phase('offline')
    clearTimeout(this.wake)
    this.wake = setTimeout(() => void this.connect(true), OFFLINE_TRY_MS)
  }

  private signedOut(): void {
    this.running = false
    this.drop(1000)
    this.listener.phase('signed-out')
  }

  private drop(code: number): void {
    const socket = this.socket
    this.forgetSocket()
    socket?.close(code)
  }

  private forgetSocket(): void {
    clearTimeout(this.heart)
    clearTimeout(this.patience)
    this.socket = undefined
  }

  private say(op: number, d: unknown): void {
    this.socket?.send(JSON.stringify({ op, d }))
  }
}
