import { Trans, useLingui } from '@lingui/react/macro'

import type { Id, Message } from '@/api/types'
import { plainText } from '@/lib/markdown'
import { Icon } from '@/ui/Icon'

import { displayName, useNames, wordsFor } from './names-context'
import styles from './ReplyPreview.module.css'

const REPLY = 19

/** What a message answers, in one line; pressing it goes there. */
export function ReplyPreview({ message, onJump }: { message: Message; onJump: (messageId: Id) => void }) {
  const { t } = useLingui()
  const names = useNames()
  const id = message.message_reference?.message_id
  // A note that something was pinned refers to a message too, but answers none.
  if (!id || message.type !== REPLY) return null
  const original = message.referenced_message
  return (
    <button
      type="button"
      className={styles.preview}
      tabIndex={-1}
      aria-label={t`Go to the message answered`}
      disabled={!original}
      onClick={() => onJump(id)}
    >
      <Icon name="reply" size={14} />
      {original ? (
        <>
          <b>{displayName(names, original.author)}</b>
          <span>{plainText(original.content, wordsFor(names, original.mentions))}</span>
        </>
      ) : (
        <i>
          <Trans>The message answered was deleted.</Trans>
        </i>
      )}
    </button>
  )
}
