/**
 * Pushes that arrive while a page of messages is being fetched. The page may have been read before them,
 * so they are applied again on top of it: nothing that happens during a request is lost.
 */
import type { MessageWindow } from '@/api/cache'
import type { Id } from '@/api/types'

export type Change = (window: MessageWindow) => MessageWindow

const open = new Map<Id, Set<Change[]>>()

export function record(channelId: Id, change: Change): void {
  for (const log of open.get(channelId) ?? []) log.push(change)
}

/** Run a request and give its result with the changes that were pushed meanwhile. */
export async function recording<T>(
  channelId: Id,
  work: () => Promise<T>,
): Promise<{ result: T; replay: Change }> {
  const log: Change[] = []
  const logs = open.get(channelId) ?? new Set()
  open.set(channelId, logs.add(log))
  try {
    const result = await work()
    return { result, replay: (window) => log.reduce((state, change) => change(state), window) }
  } finally {
    logs.delete(log)
    if (logs.size === 0) open.delete(channelId)
  }
}
