import type { Emoji } from '@/api/types'

import styles from './EmojiImage.module.css'

/** A character, or the picture of an emoji of a server. Decoration: whoever shows it says its name. */
export function EmojiImage({ emoji, size = 20 }: { emoji: Emoji; size?: number }) {
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
      />
    )
  }
  return (
    <span className={styles.character} style={{ fontSize: size * 0.9 }} aria-hidden="true">
      {emoji.name}
    </span>
  )
}
