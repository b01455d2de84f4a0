import type { Message } from '@/api/types'
import { plainText } from '@/lib/markdown'

import styles from './MessageQuote.module.css'
import { displayName, useNames, wordsFor } from './names-context'

/** A message in a dialog about it. */
export function MessageQuote({ message }: { message: Message }) {
  const names = useNames()
  return (
    <blockquote className={styles.quote}>
      <strong>{displayName(names, message.author)}</strong>
      <p>{plainText(message.content, wordsFor(names, message.mentions))}</p>
    </blockquote>
  )
}
