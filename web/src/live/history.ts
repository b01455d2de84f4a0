/** Loading a channel's messages into its window: the present, around a message, older, newer. */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow } from '@/api/cache'
import { listMessages } from '@/api/calls/list-messages'
import { keys } from '@/api/keys'
import type { Id, Message } from '@/api/types'
import { before, compareIds } from '@/lib/snowflake'

import { recording } from './log'
import { windowOf, withNewer, withOlder, withoutNewest, withoutOldest } from './windows'

export const PAGE = 50
const TRIM_AFTER_MS = 150

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

export function windowNow(client: QueryClient, channelId: Id): MessageWindow | undefined {
  return client.getQueryData<MessageWindow>(keys.messages(channelId))
}
