/** How an emoji is named in addresses and compared: a character by itself, one of a server as `name:id`. */
export interface EmojiLike {
  id: string | null
  name: string | null
}

export function emojiKey(emoji: EmojiLike): string {
  return emoji.id ? `${emoji.name ?? 'emoji'}:${emoji.id}` : (emoji.name ?? '')
}

/** Names of custom emoji may change; the id, or the character, does not. */
export function sameEmoji(a: EmojiLike, b: EmojiLike): boolean {
  return a.id || b.id ? a.id === b.id : a.name === b.name
}
