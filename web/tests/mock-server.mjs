/**
 * A small pretend server, for looking at the client without the real one: `node tests/mock-server.mjs [port]`.
 * It serves dist/ with the strict policy of the real server, and speaks just enough of docs/api/wire.md.
 */
import { createServer } from 'node:http'
import { readFileSync, existsSync } from 'node:fs'
import { extname, join } from 'node:path'

import { WebSocketServer } from 'ws'

const PORT = Number(process.argv[2] ?? 8123)
const dist = join(import.meta.dirname, '../dist')
const EPOCH = 1420070400000n
let step = 0n
const idAt = (ms) => String(((BigInt(ms) - EPOCH) << 22n) + (step++ % 4096n))
const id = () => idAt(Date.now())
const minutes = (count) => Date.now() - count * 60_000

const users = new Map()
function user(username, global_name, bot = false) {
  const one = {
    id: idAt(minutes(900_000) + users.size * 7919),
    username,
    discriminator: '0',
    global_name,
    avatar: null,
    bot,
    system: false,
    flags: 0,
    public_flags: 0,
  }
  users.set(one.id, one)
  return one
}
const ana = user('ana', 'Ana Duval')
const bo = user('bo', 'Bo Lindqvist')
const cleo = user('cleo', 'Cléo')
const dara = user('dara.k', 'Dara')
const bot = user('reminders', 'Reminders', true)
for (const name of ['Élise', 'Farid', 'Gaëlle', 'Hugo', 'Inès', 'Jonas', 'Karim', 'Léa', 'Mina', 'Noé'])
  user(
    name
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z]/g, ''),
    name,
  )

const servers = new Map()
const channels = new Map()
const messages = new Map()
const readStates = new Map()
const sockets = new Set()
const applications = []
const invites = new Map()
const passwords = new Map([['ana@example.org', { password: 'secret', user: ana }]])

function channel(guild_id, name, topic = null) {
  const one = {
    id: id(),
    type: 0,
    guild_id,
    name,
    topic,
    position: channels.size,
    last_message_id: null,
    permission_overwrites: [],
    nsfw: false,
    rate_limit_per_user: 0,
    parent_id: null,
  }
  channels.set(one.id, one)
  messages.set(one.id, [])
  return one
}

function server(name, owner, people, names) {
  const guildId = id()
  const everyone = {
    id: guildId,
    name: '@everyone',
    color: 0,
    hoist: false,
    position: 0,
    permissions: String((1n << 0n) | (1n << 10n) | (1n << 11n)),
    managed: false,
    mentionable: false,
  }
  const one = {
    id: guildId,
    name,
    icon: null,
    banner: null,
    description: null,
    owner_id: owner.id,
    roles: [everyone],
    features: [],
    visibility: 'private',
  }
  one.members = people.map((person) => ({
    user: person,
    nick: null,
    roles: [],
    joined_at: new Date(minutes(9000)).toISOString(),
  }))
  servers.set(guildId, one)
  for (const [channelName, topic] of names) channel(guildId, channelName, topic)
  return one
}

const channelsOf = (guildId) =>
  [...channels.values()].filter((one) => one.guild_id === guildId && one.type < 10)
const wireGuild = ({ members: _members, ...rest }) => ({ ...rest, channels: channelsOf(rest.id) })

function message(channelId, author, content, ms = Date.now(), extra = {}) {
  const mentions = [...content.matchAll(/<@(\d+)>/g)].map((match) => users.get(match[1])).filter(Boolean)
  const one = {
    id: idAt(ms),
    channel_id: channelId,
    author,
    content,
    timestamp: new Date(ms).toISOString(),
    edited_timestamp: null,
    type: 0,
    mentions,
    mention_roles: [],
    mention_everyone: false,
    nonce: null,
    attachments: [],
    embeds: [],
    pinned: false,
    tts: false,
    flags: 0,
    reactions: [],
    message_reference: null,
    referenced_message: null,
    ...extra,
  }
  messages.get(channelId).push(one)
  channels.get(channelId).last_message_id = one.id
  return one
}

const coalition = server(
  'Coalition-Nord',
  ana,
  [...users.values()],
  [
    ['accueil', 'Say hello, read the charter'],
    ['gala', 'Saturday 28 November, 19:00, town hall'],
    ['logistics', null],
    ['minutes', 'Decisions, votes, who does what'],
    ['bot-lab', null],
  ],
)
const school = server(
  'School-42',
  bo,
  [ana, bo, cleo],
  [
    ['general', null],
    ['projects', null],
  ],
)
server('Choir', cleo, [ana, cleo], [['general', null]])
const [accueil, gala, logistics] = channelsOf(coalition.id)
for (let index = 0; index < 300; index += 1) {
  const author = [ana, bo, cleo, dara][Math.floor(index / 3) % 4]
  message(
    gala.id,
    author,
    index % 7 === 0
      ? `Point ${index}: we still need somebody for the door, the cloakroom, and the long table near the windows that nobody wants to carry up the stairs.`
      : `Note ${index}`,
    minutes(4000 - index * 10),
  )
}
message(
  gala.id,
  bo,
  '**Seating plan** is ready, last call for changes:\n- tables of *eight*\n- vegetarians near the kitchen\n- ~~no~~ one microphone',
  minutes(52),
)
const question = message(gala.id, cleo, 'Who can bring the projector?', minutes(44))
message(gala.id, dara, 'Me! See you at six. The cable is the old one, though: `VGA`, not HDMI', minutes(41), {
  message_reference: { message_id: question.id, channel_id: gala.id },
  referenced_message: question,
})
message(
  gala.id,
  bot,
  '```bash\nbeep remind "gala" --at 18:00 --channel gala\n```\nReminder set for **Saturday at 18:00**.',
  minutes(39),
)
message(
  gala.id,
  ana,
  `Perfect. <@${bo.id}> can you open the doors? Details on https://coalition.example/gala`,
  minutes(21),
)
message(gala.id, ana, '> The hall closes at midnight\nso we stop the music at 23:30.', minutes(20), {
  edited_timestamp: new Date(minutes(19)).toISOString(),
})
message(
  gala.id,
  bo,
  `Yes <@${ana.id}>, I will be there at five with the keys. The surprise: ||there is cake||`,
  minutes(6),
)
const react = (one, ...reactions) =>
  (one.reactions = reactions.map(([name, count, me = false]) => ({
    emoji: { id: null, name },
    count,
    me,
    count_details: { burst: 0, normal: count },
    me_burst: false,
    burst_colors: [],
  })))
react(question, ['👍', 3, true], ['❤️', 1], ['🎉', 12])
const page = message(gala.id, dara, 'The hall: https://hall.example/gala', minutes(5), {
  embeds: [
    {
      type: 'link',
      url: 'https://hall.example/gala',
      title: 'The town hall, ready for six hundred',
      description:
        'Doors at 18:00, music until 23:30. Cloakroom in the basement, step-free entrance on the left.',
      provider: { name: 'Town hall', url: null },
    },
  ],
})
react(page, ['👀', 2])
message(gala.id, bo, '', minutes(4), {
  type: 6,
  message_reference: { message_id: question.id, channel_id: gala.id },
})
question.pinned = true
const doors = {
  ...channel(coalition.id, 'the doors'),
  type: 11,
  parent_id: gala.id,
  owner_id: bo.id,
  message_count: 4,
  member_count: 3,
  thread_metadata: { archived: false, locked: false, auto_archive_duration: 1440, archive_timestamp: null },
  member: { id: '0', user_id: ana.id, join_timestamp: new Date(minutes(100)).toISOString() },
}
channels.delete(doors.id)
const threads = new Map([[doors.id, doors]])
channels.set(doors.id, doors)
for (const [index, words] of ['Who has the key?', 'I do', 'North door only', 'Fine'].entries())
  message(doors.id, [bo, cleo, ana, dara][index], words, minutes(3) + index * 1000)
question.thread = doors
message(gala.id, cleo, 'Sold out: 600 tickets, and the waiting list is open.', minutes(3))
message(accueil.id, bo, 'Welcome everybody', minutes(2000))
message(logistics.id, dara, 'The van is booked.', minutes(10))
message(channelsOf(school.id)[0].id, bo, `<@${ana.id}> the room changed`, minutes(5))
for (const one of channels.values()) readStates.set(one.id, one.last_message_id)
readStates.set(gala.id, messages.get(gala.id).at(-3).id)
readStates.set(logistics.id, idAt(minutes(3000)))

let seq = 0
function push(t, d, only) {
  seq += 1
  for (const socket of only ? [only] : sockets)
    if (socket.ready) socket.send(JSON.stringify({ op: 0, t, d, s: seq }))
}

const routes = []
const on = (method, pattern, run) =>
  routes.push({ method, pattern: new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), run })
const tokens = () => ({ accessToken: `access-${id()}`, refreshToken: `refresh-${id()}`, expiresIn: 900 })
const fail = (status, body) => Object.assign(new Error('refused'), { status, body })

on('POST', '/auth/login', (_, body) => {
  if (passwords.get(body.email)?.password !== body.password)
    throw fail(401, { code: 0, message: 'Wrong', key: 'auth.wrong_credentials' })
  return tokens()
})
on('POST', '/auth/signup', (_, body) => {
  const errors = {}
  if (!/@/.test(body.email ?? ''))
    errors.email = { _errors: [{ code: 'EMAIL_INVALID', message: 'Not a well formed email address.' }] }
  if ((body.username ?? '').length < 3)
    errors.username = {
      _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 3 and 32 in length.' }],
    }
  if ((body.password ?? '').length < 8)
    errors.password = { _errors: [{ code: 'PASSWORD_TOO_SHORT', message: 'At least 8.' }] }
  if (Object.keys(errors).length > 0) throw fail(400, { code: 50035, message: 'Invalid Form Body', errors })
  return { ...tokens(), user: ana }
})
on('GET', '/auth/providers', () => [])
on('GET', '/users/@me/identities', () => [])
on('POST', '/auth/refresh', () => tokens())
on('POST', '/auth/logout', () => undefined)
on('POST', '/auth/logout-all', () => undefined)
on('POST', '/auth/reauthenticate', (_, body) => {
  if (body.password !== 'secret') throw fail(401, { code: 0, message: 'Wrong', key: 'auth.wrong_password' })
})
on('GET', '/users/@me/relationships', () => [])
on('GET', '/users/@me/invited', () => [])
on('GET', '/users/@me/blocks', () => [])
on('GET', '/users/@me/relationships/settings', () => ({ friend_requests: 'everyone' }))
on('PATCH', '/users/@me/relationships/settings', (_, body) => body)
on('POST', '/users/@me/relationships', (_, body) => {
  throw fail(404, { code: 10013, message: `Nobody is called ${body.username}.`, key: 'friends.cannot_ask' })
})

on('GET', '/auth/sessions', () => [
  {
    id: '1',
    created_at: new Date(minutes(3000)).toISOString(),
    last_active_at: new Date().toISOString(),
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ip: '192.0.2.7',
    current: true,
  },
  {
    id: '2',
    created_at: new Date(minutes(9000)).toISOString(),
    last_active_at: new Date(minutes(130)).toISOString(),
    user_agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1',
    ip: '198.51.100.24',
    current: false,
  },
])
on('DELETE', '/auth/sessions/:session', () => undefined)
on('GET', '/users/@me', () => ({ ...ana, email: 'ana@example.org', global_roles: [] }))
on('PATCH', '/users/@me', (_, body) =>
  Object.assign(ana, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))),
)
on('GET', '/users/@me/guilds', () =>
  [...servers.values()].map((one) => ({
    id: one.id,
    name: one.name,
    icon: null,
    banner: null,
    owner: one.owner_id === ana.id,
    permissions: one.owner_id === ana.id ? '8' : one.roles[0].permissions,
    features: [],
  })),
)
on('DELETE', '/users/@me/guilds/:guild', ({ guild }) => {
  servers.delete(guild)
  push('GUILD_DELETE', { id: guild })
})
on('POST', '/guilds', (_, body) => {
  const one = server(body.name, ana, [ana], [['general', null]])
  push('GUILD_CREATE', full(one))
  return wireGuild(one)
})
on('GET', '/guilds/:guild', ({ guild }) => {
  if (!servers.has(guild)) throw fail(404, { code: 10004, message: 'Unknown Guild' })
  return wireGuild(servers.get(guild))
})
on('PATCH', '/guilds/:guild', ({ guild }, body) => {
  const one = wireGuild(Object.assign(servers.get(guild), body))
  push('GUILD_UPDATE', one)
  return one
})
on('DELETE', '/guilds/:guild', ({ guild }) => {
  servers.delete(guild)
  push('GUILD_DELETE', { id: guild })
})
on('GET', '/guilds/:guild/channels', ({ guild }) => channelsOf(guild))
on('POST', '/guilds/:guild/channels', ({ guild }, body) => {
  const one = channel(guild, body.name, body.topic ?? null)
  push('CHANNEL_CREATE', one)
  return one
})
on('PATCH', '/channels/:channel', ({ channel: channelId }, body) => {
  const one = Object.assign(channels.get(channelId), body)
  push('CHANNEL_UPDATE', one)
  return one
})
on('DELETE', '/channels/:channel', ({ channel: channelId }) => {
  const one = channels.get(channelId)
  channels.delete(channelId)
  push('CHANNEL_DELETE', one)
  return one
})
on('GET', '/guilds/:guild/members', ({ guild }) => servers.get(guild).members)
on('GET', '/guilds/:guild/invites', () => [...invites.values()])
on('POST', '/channels/:channel/invites', ({ channel: channelId }, body) => {
  const at = channels.get(channelId)
  const guild = servers.get(at.guild_id)
  const one = {
    code: Math.random().toString(36).slice(2, 10),
    guild: { id: guild.id, name: guild.name, icon: null, description: null },
    channel: { id: at.id, name: at.name, type: 0 },
    inviter: ana,
    uses: 0,
    max_uses: body.max_uses ?? 0,
    max_age: body.max_age ?? 0,
    created_at: new Date().toISOString(),
    expires_at: body.max_age ? new Date(Date.now() + body.max_age * 1000).toISOString() : null,
    approximate_member_count: guild.members.length,
  }
  invites.set(one.code, one)
  return one
})
on('GET', '/invites/:code', ({ code }) => {
  if (!invites.has(code) && code !== 'gala') throw fail(404, { code: 10006, message: 'Unknown Invite' })
  return (
    invites.get(code) ?? {
      code,
      guild: { id: school.id, name: school.name, icon: null, description: 'Projects, exams, and the gala.' },
      channel: { id: channelsOf(school.id)[0].id, name: 'general', type: 0 },
      inviter: bo,
      expires_at: null,
      approximate_member_count: 128,
    }
  )
})
on('POST', '/invites/:code', () => ({
  code: 'gala',
  guild: { id: school.id, name: school.name },
  channel: { id: channelsOf(school.id)[0].id, name: 'general', type: 0 },
}))
on('DELETE', '/invites/:code', ({ code }) => void invites.delete(code))
on('GET', '/channels/:channel', ({ channel: channelId }) => channels.get(channelId))
on('GET', '/channels/:channel/messages', ({ channel: channelId }, _, query) => {
  const all = messages.get(channelId) ?? []
  const limit = Number(query.get('limit') ?? 50)
  const newer = (a, b) => a.length - b.length || (a > b ? 1 : a < b ? -1 : 0)
  const before = query.get('before')
  const after = query.get('after')
  if (after)
    return all
      .filter((one) => newer(one.id, after) > 0)
      .slice(0, limit)
      .reverse()
  const list = before ? all.filter((one) => newer(one.id, before) < 0) : all
  return list.slice(-limit).reverse()
})
on('POST', '/channels/:channel/messages', ({ channel: channelId }, body) => {
  if (body.content === 'refuse me') throw fail(403, { code: 50013, message: 'Missing Permissions' })
  const twin = messages.get(channelId).find((one) => one.nonce && one.nonce === body.nonce)
  if (twin) return twin
  const referenced =
    body.message_reference &&
    messages.get(channelId).find((one) => one.id === body.message_reference.message_id)
  const one = message(channelId, ana, body.content, Date.now(), {
    nonce: body.nonce,
    message_reference: body.message_reference ?? null,
    referenced_message: referenced ?? null,
  })
  push('MESSAGE_CREATE', { ...one, guild_id: channels.get(channelId).guild_id, member: null })
  return { ...one, status: 'created' }
})
on('PATCH', '/channels/:channel/messages/:message', ({ channel: channelId, message: messageId }, body) => {
  const one = Object.assign(
    messages.get(channelId).find((item) => item.id === messageId),
    { content: body.content, edited_timestamp: new Date().toISOString() },
  )
  push('MESSAGE_UPDATE', { ...one, guild_id: channels.get(channelId).guild_id })
  return one
})
on('DELETE', '/channels/:channel/messages/:message', ({ channel: channelId, message: messageId }) => {
  messages.set(
    channelId,
    messages.get(channelId).filter((item) => item.id !== messageId),
  )
  push('MESSAGE_DELETE', { id: messageId, channel_id: channelId, guild_id: channels.get(channelId).guild_id })
})
on('POST', '/channels/:channel/messages/:message/ack', ({ channel: channelId, message: messageId }) => {
  readStates.set(channelId, messageId)
  push('BEEP_READ_STATE', { channel_id: channelId, last_read_message_id: messageId })
})
const at = (channelId, messageId) => messages.get(channelId).find((one) => one.id === messageId)
const reacted = (add) => (params) => {
  const { channel: channel_id, message: message_id } = params
  const name = decodeURIComponent(params.emoji)
  const emoji = { id: null, name }
  const one = at(channel_id, message_id)
  const old = one.reactions.find((other) => other.emoji.name === name)
  if (add && !old) one.reactions.push({ emoji, count: 1, me: true })
  else if (old && old.me !== add) Object.assign(old, { me: add, count: old.count + (add ? 1 : -1) })
  one.reactions = one.reactions.filter((other) => other.count > 0)
  const guild_id = channels.get(channel_id).guild_id
  push(add ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE', {
    channel_id,
    message_id,
    guild_id,
    user_id: ana.id,
    emoji,
  })
}
on('PUT', '/channels/:channel/messages/:message/reactions/:emoji/@me', reacted(true))
on('DELETE', '/channels/:channel/messages/:message/reactions/:emoji/@me', reacted(false))
on('GET', '/channels/:channel/messages/:message/reactions/:emoji', () => [ana, bo, cleo])
on('GET', '/channels/:channel/messages/pins', ({ channel: channelId }) => ({
  items: messages
    .get(channelId)
    .filter((one) => one.pinned)
    .map((one) => ({ pinned_at: one.timestamp, message: one })),
  has_more: false,
}))
const pinned = (value) => (params) => {
  const { channel: channelId, message: messageId } = params
  const one = Object.assign(at(channelId, messageId), { pinned: value })
  push('MESSAGE_UPDATE', { ...one, guild_id: channels.get(channelId).guild_id })
}
on('PUT', '/channels/:channel/messages/pins/:message', pinned(true))
on('DELETE', '/channels/:channel/messages/pins/:message', pinned(false))
on('POST', '/channels/:channel/messages/bulk-delete', ({ channel: channel_id }, { messages: ids }) => {
  messages.set(
    channel_id,
    messages.get(channel_id).filter((one) => !ids.includes(one.id)),
  )
  push('MESSAGE_DELETE_BULK', { ids, channel_id, guild_id: channels.get(channel_id).guild_id })
})
on('POST', '/channels/:channel/messages/:message/unread', () => undefined)
on('GET', '/channels/:channel/threads/archived/public', () => ({ threads: [], members: [], has_more: false }))
on('POST', '/channels/:channel/typing', () => undefined)
on('GET', '/applications', () => applications)
on('POST', '/applications', (_, body) => {
  const one = { id: id(), name: body.name, bot: user(body.name, body.name, true) }
  applications.push(one)
  return { ...one, token: `mock.${id()}.token` }
})
on(
  'DELETE',
  '/applications/:app',
  ({ app }) =>
    void applications.splice(
      applications.findIndex((one) => one.id === app),
      1,
    ),
)
on('POST', '/applications/:app/bot/reset', () => ({ token: `mock.${id()}.token` }))
on('PUT', '/guilds/:guild/bots/:app', () => undefined)

// For scripts that play the part of somebody else: POST /mock/say {channel, from, content}, /mock/typing, /mock/cut.
on('POST', '/mock/say', (_, body) => {
  const at = channels.get(body.channel) ?? gala
  const author = [...users.values()].find((one) => one.username === body.from) ?? bo
  const one = message(at.id, author, body.content)
  push('MESSAGE_CREATE', { ...one, guild_id: at.guild_id, member: null })
  return one
})
on('POST', '/mock/typing', (_, body) =>
  push('TYPING_START', {
    channel_id: body.channel ?? gala.id,
    user_id: bo.id,
    timestamp: Math.floor(Date.now() / 1000),
    guild_id: coalition.id,
  }),
)
on('POST', '/mock/cut', (_, body) => {
  for (const socket of sockets) socket.close(body.code ?? 4000)
})
on('GET', '/mock/ids', () => ({ server: coalition.id, gala: gala.id, accueil: accueil.id }))

const full = (one) => ({
  ...wireGuild(one),
  threads: [...threads.values()].filter((thread) => thread.guild_id === one.id),
  members: one.members,
  member_count: one.members.length,
  joined_at: new Date(minutes(9000)).toISOString(),
  unavailable: false,
  large: false,
})
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

function serveFile(path, response) {
  const found = existsSync(join(dist, path)) && extname(path) ? path : 'index.html'
  const policy = JSON.parse(readFileSync(join(dist, 'csp.json'), 'utf8'))
  const hash = policy['script-src'].map((one) => `'${one}'`).join(' ')
  response.writeHead(200, {
    'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream',
    'Content-Security-Policy': `default-src 'self'; script-src 'self' ${hash}; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws: wss:`,
  })
  response.end(readFileSync(join(dist, found)))
}

const http = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (!url.pathname.startsWith('/api/v10')) return serveFile(url.pathname, response)
  const path = url.pathname.slice('/api/v10'.length)
  let text = ''
  for await (const part of request) text += part
  const json = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }
  for (const route of routes) {
    const match = route.method === request.method && route.pattern.exec(path)
    if (!match) continue
    try {
      const body = route.run(match.groups ?? {}, text ? JSON.parse(text) : {}, url.searchParams)
      return json(body === undefined ? 204 : 200, body)
    } catch (error) {
      return json(error.status ?? 500, error.body ?? { code: 0, message: String(error) })
    }
  }
  return json(404, { code: 0, message: `404: ${request.method} ${path}` })
})

new WebSocketServer({ server: http }).on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41250 }, s: null, t: null }))
  socket.on('message', (data) => {
    const { op } = JSON.parse(String(data))
    if (op === 1) socket.send(JSON.stringify({ op: 11, d: null, s: null, t: null }))
    if (op === 6) socket.send(JSON.stringify({ op: 9, d: false, s: null, t: null }))
    if (op !== 2) return
    socket.ready = true
    const read_states = [...readStates].map(([channel_id, last_read_message_id]) => ({
      channel_id,
      last_read_message_id,
    }))
    const guilds = [...servers.keys()].map((guild) => ({ id: guild, unavailable: true }))
    push(
      'READY',
      {
        v: 10,
        user: { ...ana, email: 'ana@example.org' },
        guilds,
        session_id: `s${id()}`,
        resume_gateway_url: '',
        application: { id: ana.id, flags: 0 },
        beep: { read_states, session_id: '1' },
      },
      socket,
    )
    for (const one of servers.values()) push('GUILD_CREATE', full(one), socket)
  })
})

http.listen(PORT, '127.0.0.1', () =>
  console.log(`pretending on http://127.0.0.1:${PORT} (ana@example.org / secret)`),
)
