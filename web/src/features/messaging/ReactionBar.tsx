import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { memo, Suspense, useState } from 'react'

import { complain } from '@/api/complain'
import type { Message, Reaction } from '@/api/types'
import { cx } from '@/lib/cx'
import { emojiKey } from '@/lib/emoji'
import { Icon } from '@/ui/Icon'
import { later, workLater } from '@/ui/later'

import { startReacting } from './attention'
import { useConversation } from './conversation'
import { EmojiImage } from '@/ui/EmojiImage'
import styles from './ReactionBar.module.css'

const loadReacting = workLater(() => import('./reacting'))
const ReactorNames = later(async () => (await import('./ReactorNames')).ReactorNames)

/** The reactions under a message: mine are marked; who reacted shows on the pointer and on the keyboard. */
export const ReactionBar = memo(function ReactionBar({
  message,
  active,
}: {
  message: Message
  active: boolean
}) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { rights } = useConversation()
  const reactions = message.reactions ?? []
  if (reactions.length === 0) return null
  const toggle = (reaction: Reaction) =>
    void loadReacting()
      .then(({ toggleReaction }) => toggleReaction(client, message, reaction.emoji))
      .catch((error: unknown) => complain(i18n, error))
  return (
    <div className={styles.bar} role="group" aria-label={t`Reactions`}>
      {reactions.map((reaction) => (
        <Chip
          key={emojiKey(reaction.emoji)}
          message={message}
          reaction={reaction}
          tabIndex={active ? 0 : -1}
          onToggle={() => toggle(reaction)}
        />
      ))}
      {rights.react && (
        <button
          type="button"
          className={styles.add}
          tabIndex={active ? 0 : -1}
          aria-label={t`Add a reaction`}
          title={t`Add a reaction`}
          onClick={(event) => startReacting(message, event.currentTarget.getBoundingClientRect())}
        >
          <Icon name="react" size={18} />
        </button>
      )}
    </div>
  )
})

interface ChipProps {
  message: Message
  reaction: Reaction
  tabIndex: number
  onToggle: () => void
}

function Chip({ message, reaction, tabIndex, onToggle }: ChipProps) {
  const { t } = useLingui()
  const [looking, setLooking] = useState(false)
  const { emoji, count, me } = reaction
  const name = emoji.name ?? ''
  return (
    // The names show on the pointer and on the focus of the button within.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      className={styles.place}
      onPointerEnter={() => setLooking(true)}
      onPointerLeave={() => setLooking(false)}
      onFocus={() => setLooking(true)}
      onBlur={() => setLooking(false)}
    >
      <button
        type="button"
        className={cx(styles.chip, me && styles.mine)}
        tabIndex={tabIndex}
        aria-pressed={me}
        aria-label={t`${name}, ${count}`}
        onClick={onToggle}
      >
        <EmojiImage emoji={emoji} size={18} />
        <span className={styles.count}>{count}</span>
      </button>
      <Suspense>{looking && <ReactorNames message={message} reaction={reaction} />}</Suspense>
    </span>
  )
}
