/** Pure changes to the reactions of a message. Own ones are told apart by `me`, so they may come twice. */
import type { Emoji, Message, Reaction } from '@/api/types'
import { sameEmoji } from '@/lib/emoji'

interface Change {
  emoji: Emoji
  mine: boolean
  /** How many there are afterwards, when the server says so. */
  count: number | undefined
}

export function withReaction(message: Message, { emoji, mine, count }: Change): Message {
  const reactions = message.reactions ?? []
  const old = reactions.find((one) => sameEmoji(one.emoji, emoji))
  if (!old) {
    const added: Reaction = { emoji, me: mine, count: count ?? 1 }
    return { ...message, reactions: [...reactions, added] }
  }
  if (mine && old.me && count === undefined) return message
  const changed = { ...old, me: old.me || mine, count: Math.max(1, count ?? old.count + 1) }
  return { ...message, reactions: reactions.map((one) => (one === old ? changed : one)) }
}

export function withoutReaction(message: Message, { emoji, mine, count }: Change): Message {
  const reactions = message.reactions ?? []
  const old = reactions.find((one) => sameEmoji(one.emoji, emoji))
  if (!old || (mine && !old.me && count === undefined)) return message
  const left = count ?? old.count - 1
  if (left <= 0) return { ...message, reactions: reactions.filter((one) => one !== old) }
  const changed = { ...old, me: old.me && !mine, count: left }
  return { ...message, reactions: reactions.map((one) => (one === old ? changed : one)) }
}

export function withoutEmoji(message: Message, emoji: Emoji): Message {
  return {
    ...message,
    reactions: (message.reactions ?? []).filter((one) => !sameEmoji(one.emoji, emoji)),
  }
}
