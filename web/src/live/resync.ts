/** Fetching again what is shown, after pushes were lost. */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow } from '@/api/cache'
import { listMessages } from '@/api/calls/list-messages'
import { keys } from '@/api/keys'
import type { Id, Message } from '@/api/types'
import { backoffMs } from '@/lib/backoff'
import { before } from '@/lib/snowflake'

import { windowNow } from './history'
import { recording } from './log'
import { WINDOW_SIZE, windowOf } from './windows'

const LARGEST_PAGE = 100
const ATTEMPTS = 10

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

/**
 * After a gap: fetch again until it succeeds. The server may be hard pressed just when it tells people
 * to, and nothing else would tell them again. Gives up after some minutes; a reload does the same.
 */
export async function resync(client: QueryClient, channelId: Id | null = null): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
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
      ? [
          'server',
          'channels',
          'members',
          'invites',
          'sessions',
          'servers',
          'bans',
          'transfer',
          'invited',
          'relationships',
        ]
      : []
  await Promise.all([
    ...open.map((query) => refreshWindow(client, query.queryKey[1] as Id)),
    ...rest.map((name) => client.invalidateQueries({ queryKey: [name] })),
  ])
}
