import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { explain } from '@/api/explain'
import type { Emoji, Message } from '@/api/types'
import { emojiKey } from '@/lib/emoji'
import { IconButton } from '@/ui/Button'
import { Menu } from '@/ui/Menu'
import { toast } from '@/ui/toasts'

import { startEditing, startReacting } from './attention'
import { EmojiImage } from '@/ui/EmojiImage'
import { noteUse, quickEmoji, useHabits } from './emoji/recent'
import { answer } from './message-keys'
import styles from './MessageActions.module.css'
import type { MessageRights } from './message-rights'
import { toggleReaction } from './reacting'
import { useMessageMenu } from './use-message-menu'

interface MessageActionsProps {
  message: Message
  may: MessageRights
  active: boolean
  /** The menu must outlive the pointer's leaving. */
  onMenu: (open: boolean) => void
}

/** What one may do with a message; shown under the pointer, and when the keyboard is on the row. */
export default function MessageActions({ message, may, active, onMenu }: MessageActionsProps) {
  const { t } = useLingui()
  const tabIndex = active ? 0 : -1
  const items = useMessageMenu(message, may)
  const common = { size: 18, tabIndex }
  return (
    <div className={styles.actions}>
      {may.react && <QuickReactions message={message} tabIndex={tabIndex} />}
      {may.react && (
        <IconButton
          {...common}
          icon="react"
          label={t`React`}
          onClick={(event) => startReacting(message, event.currentTarget.getBoundingClientRect())}
        />
      )}
      {may.reply && <IconButton {...common} icon="reply" label={t`Reply`} onClick={() => answer(message)} />}
      {may.edit && (
        <IconButton {...common} icon="edit" label={t`Edit`} onClick={() => startEditing(message.id)} />
      )}
      <Menu {...common} icon="more" label={t`More`} items={items} onOpenChange={onMenu} />
    </div>
  )
}

function QuickReactions({ message, tabIndex }: { message: Message; tabIndex: number }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const recent = useHabits((state) => state.recent)
  const react = (emoji: Emoji) => {
    noteUse(emoji)
    void toggleReaction(client, message, emoji).catch((error: unknown) =>
      toast(explain(i18n, error), 'danger'),
    )
  }
  return quickEmoji(recent).map((emoji) => (
    <button
      key={emojiKey(emoji)}
      type="button"
      className={styles.quick}
      tabIndex={tabIndex}
      aria-label={t`React with ${emoji.name ?? ''}`}
      onClick={() => react(emoji)}
    >
      <EmojiImage emoji={emoji} size={18} />
    </button>
  ))
}
