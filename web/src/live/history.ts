/** Loading a channel's messages into its window: the present, around a message, older, newer, and again after a gap. */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow } from '@/api/cache'
import { listMessages } from '@/api/calls/list-messages'
import { keys } from '@/api/keys'
import type { Id, Message } from '@/api/types'
import { backoffMs } from '@/lib/backoff'
import { before, compareIds } from '@/lib/snowflake'

import { recording } from './log'
import { WINDOW_SIZE, windowOf, withNewer, withOlder, withoutNewest, withoutOldest } from './windows'

export const PAGE = 50
const LARGEST_PAGE = 100
const TRIM_AFTER_MS = 150
const RESYNC_ATTEMPTS = 10

export async function loadPresent(channelId: Id, signal?: AbortSignal): Promise<MessageWindow> {
  const { result, replay } = await recording(channelId, () =>
    listMessages(channelId, { limit: PAGE }, signal),
  )
  return replay(windowOf(result, result.length < PAGE, true))
}

/** Replace the window by the present (after having looked at the past). */
export async function jumpToPresent(client: QueryClient, channelId: Id): Promise<void> {
  client.setQueryData<MessageWindow>(keys.messages(channelId), await loadPresent(channelId))
}

/**
 * Replace the window by what surrounds a message, and tell where that leads: to the message, or for a place in time
 * to the first message after it (the last one before it, at the end). Nothing changes when there is nowhere to go.
 */
export async function jumpTo(
  client: QueryClient,
  channelId: Id,
  place: Id,
  exactly = true,
): Promise<Id | undefined> {
  const { result, replay } = await recording(channelId, () =>
    Promise.all([
      listMessages(channelId, { before: place, limit: PAGE }),
      listMessages(channelId, { after: before(place), limit: PAGE }),
    ]),
  )
  const [older, newer] = result
  const window = replay(windowOf([...older, ...newer], older.length < PAGE, newer.length < PAGE))
  const ids = window.messages.map((message) => message.id)
  const landing = exactly
    ? ids.find((id) => id === place)
    : (ids.find((id) => compareIds(id, place) >= 0) ?? ids.at(-1))
  if (landing) client.setQueryData<MessageWindow>(keys.messages(channelId), window)
  return landing
}

export async function loadOlder(client: QueryClient, channelId: Id): Promise<void> {
  const first = windowNow(client, channelId)?.messages[0]
  if (!first) return
  await extend(client, channelId, () => listMessages(channelId, { before: first.id, limit: PAGE }), withOlder)
  trimSoon(client, channelId, withoutNewest)
}

export async function loadNewer(client: QueryClient, channelId: Id): Promise<void> {
  const last = windowNow(client, channelId)?.messages.at(-1)
  if (!last) return
  await extend(client, channelId, () => listMessages(channelId, { after: last.id, limit: PAGE }), withNewer)
  trimSoon(client, channelId, withoutOldest)
}

async function extend(
  client: QueryClient,
  channelId: Id,
  fetch: () => Promise<Message[]>,
  add: (window: MessageWindow, page: Message[], complete: boolean) => MessageWindow,
): Promise<void> {
  const { result, replay } = await recording(channelId, fetch)
  client.setQueryData<MessageWindow>(
    keys.messages(channelId),
    (window) => window && replay(add(window, result, result.length < PAGE)),
  )
}

/** In a second step: the list keeps its place only when one end changes at a time. */
function trimSoon(client: QueryClient, channelId: Id, trim: (window: MessageWindow) => MessageWindow): void {
  setTimeout(() => {
    client.setQueryData<MessageWindow>(keys.messages(channelId), (window) => window && trim(window))
  }, TRIM_AFTER_MS)
}

/**
 * Fetch again what an open window shows, after pushes were lost. Its first message stays the first,
 * so the reader's place does not move; edits, deletions and new messages appear.
 */
export async function refreshWindow(client: QueryClient, channelId: Id): Promise<void> {
  const window = windowNow(client, channelId)
  const first = window?.messages[0]
  if (!window || !first) {
    await client.invalidateQueries({ queryKey: keys.messages(channelId) })
    return
  }
  const { result, replay } = await recording(channelId, () => listFrom(channelId, before(first.id)))
  const fresh = windowOf(result.messages, window.reachesStart, result.complete)
  client.setQueryData<MessageWindow>(keys.messages(channelId), replay(fresh))
}

async function listFrom(channelId: Id, after: Id): Promise<{ messages: Message[]; complete: boolean }> {
  const messages: Message[] = []
  while (messages.length < WINDOW_SIZE) {
    const last = messages.at(-1)?.id ?? after
    const page = await listMessages(channelId, { after: last, limit: LARGEST_PAGE })
    messages.push(...page)
    if (page.length < LARGEST_PAGE) return { messages, complete: true }
  }
  return { messages, complete: false }
}

function windowNow(client: QueryClient, channelId: Id): MessageWindow | undefined {
  return client.getQueryData<MessageWindow>(keys.messages(channelId))
}

/**
 * After a gap: fetch again until it succeeds. The server may be hard pressed just when it tells people
 * to, and nothing else would tell them again. Gives up after some minutes; a reload does the same.
 */
export async function resync(client: QueryClient, channelId: Id | null = null): Promise<void> {
  for (let attempt = 0; attempt < RESYNC_ATTEMPTS; attempt += 1) {
    try {
      await fetchAgain(client, channelId)
      return
    } catch {
      await new Promise((done) => setTimeout(done, backoffMs(attempt)))
    }
  }
}

/** Forget the windows nobody looks at, fetch the open ones again. */
async function fetchAgain(client: QueryClient, channelId: Id | null): Promise<void> {
  const root = channelId === null ? ['messages'] : keys.messages(channelId)
  client.removeQueries({ queryKey: root, type: 'inactive' })
  const open = client.getQueryCache().findAll({ queryKey: root, type: 'active' })
  const rest =
    channelId === null
      ? ['server', 'channels', 'members', 'invites', 'sessions', 'servers', 'bans', 'transfer', 'invited']
      : []
  await Promise.all([
    ...open.map((query) => refreshWindow(client, query.queryKey[1] as Id)),
    ...rest.map((name) => client.invalidateQueries({ queryKey: [name] })),
  ])
}
