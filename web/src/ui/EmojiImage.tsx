import { useState } from 'react'

import type { EmojiLike } from '@/lib/emoji'

import styles from './EmojiImage.module.css'

/** A character, or the picture of an emoji of a server (its name, once that is deleted). Decoration: whoever shows it says its name. */
export function EmojiImage({ emoji, size = 20 }: { emoji: EmojiLike; size?: number }) {
  const [lost, setLost] = useState<string>()
  if (emoji.id && lost === emoji.id)
    return (
      <span className={styles.name} aria-hidden="true">
        :{emoji.name}:
      </span>
    )
  if (emoji.id) {
    return (
      <img
        className={styles.image}
        src={`/cdn/emojis/${emoji.id}.webp`}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        draggable={false}
        onError={() => setLost(emoji.id ?? undefined)}
      />
    )
  }
  return (
    <span className={styles.character} style={{ fontSize: size * 0.9 }} aria-hidden="true">
      {emoji.name}
    </span>
  )
}
