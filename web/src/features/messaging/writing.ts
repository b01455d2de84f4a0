/** Words that come from elsewhere into what is being written in a channel. */
import type { Id } from '@/api/types'

type Take = (words: string) => void

const fields = new Map<Id, Take>()

/** Hear what is to be written in a channel, until the returned function is called. */
export function takeWords(channelId: Id, take: Take): () => void {
  fields.set(channelId, take)
  return () => {
    if (fields.get(channelId) === take) fields.delete(channelId)
  }
}

export const writeWords: (channelId: Id, words: string) => void = (channelId, words) =>
  fields.get(channelId)?.(words)

export const writeMention = (channelId: Id, username: string) => writeWords(channelId, `@${username}`)

/** The text with the words at the caret, apart from what is around them, and where the caret goes. */
export function withWords(text: string, words: string, caret: number): { text: string; caret: number } {
  const before = text.slice(0, caret)
  const after = text.slice(caret)
  const start = before && !/\s$/.test(before) ? `${before} ` : before
  const written = `${start}${words}${/^\s/.test(after) ? '' : ' '}`
  return { text: written + after, caret: written.length }
}
