import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, memo, Suspense } from 'react'

import { MESSAGE_FLAGS, type Message } from '@/api/types'
import { isOnlyEmoji } from '@/lib/markdown'
import { fullTime } from '@/lib/time'
import { later } from '@/ui/later'

import { blocksOf, Markdown } from './Markdown'
import styles from './MessageRow.module.css'
import { ReactionBar } from './ReactionBar'
import { useSlots } from './slots'
import { ThreadChip } from './ThreadChip'

const Embeds = later(async () => (await import('./Embeds')).Embeds, true)
const EditBox = lazy(() => import('./EditBox'))

interface MessageBodyProps {
  message: Message
  editing: boolean
  active: boolean
}

/** The words of a message and all that hangs below them. */
export const MessageBody = memo(function MessageBody({ message, editing, active }: MessageBodyProps) {
  const { MessageAttachments } = useSlots()
  const previews = (message.flags & MESSAGE_FLAGS.suppressEmbeds) === 0
  return (
    <>
      {editing ? (
        <Suspense>
          <EditBox message={message} />
        </Suspense>
      ) : (
        message.content !== '' && (
          <div className={isOnlyEmoji(message.content) ? styles.large : undefined}>
            <Markdown blocks={blocksOf(message)} mentions={message.mentions} />
          </div>
        )
      )}
      {!editing && message.edited_timestamp && <Edited at={new Date(message.edited_timestamp)} />}
      {MessageAttachments && <MessageAttachments message={message} />}
      {previews && message.embeds && message.embeds.length > 0 && (
        <Suspense>
          <Embeds message={message} />
        </Suspense>
      )}
      <ReactionBar message={message} active={active} />
      <ThreadChip message={message} />
    </>
  )
})

function Edited({ at }: { at: Date }) {
  const { i18n } = useLingui()
  return (
    <span className={styles.edited} title={fullTime(at, i18n.locale)}>
      <Trans>edited</Trans>
    </span>
  )
}
