/** Reacting: shown at once, told to the server in the order of the presses, put back when it refuses. */
import type { QueryClient } from '@tanstack/react-query'

import { addReaction } from '@/api/calls/add-reaction'
import { removeReaction } from '@/api/calls/remove-reaction'
import { keys } from '@/api/keys'
import type { Emoji, Me, Message } from '@/api/types'
import { emojiKey, sameEmoji } from '@/lib/emoji'
import { apply } from '@/live/apply'

const underway = new Map<string, Promise<unknown>>()

/** Take my reaction back when it is there, else add it. Rejects when the server refuses. */
export async function toggleReaction(client: QueryClient, message: Message, emoji: Emoji): Promise<void> {
  const me = client.getQueryData<Me>(keys.me)
  if (!me) return
  const mine = message.reactions?.some((one) => one.me && sameEmoji(one.emoji, emoji)) ?? false
  const key = `${message.id}/${emojiKey(emoji)}`
  show(client, message, emoji, me.id, !mine)
  const call = mine ? removeReaction : addReaction
  const before = underway.get(key) ?? Promise.resolve()
  const work = before.catch(() => undefined).then(() => call(message.channel_id, message.id, emojiKey(emoji)))
  underway.set(key, work)
  try {
    await work
  } catch (error) {
    show(client, message, emoji, me.id, mine)
    throw error
  } finally {
    if (underway.get(key) === work) underway.delete(key)
  }
}

function show(client: QueryClient, message: Message, emoji: Emoji, userId: string, on: boolean): void {
  const name = on ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE'
  const data = { channel_id: message.channel_id, message_id: message.id, user_id: userId, emoji }
  apply(client, { name, data })
}
