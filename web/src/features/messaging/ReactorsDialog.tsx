import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { listReactors } from '@/api/calls/list-reactors'
import { removeReaction } from '@/api/calls/remove-reaction'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Id, Message } from '@/api/types'
import { emojiKey } from '@/lib/emoji'
import { Avatar } from '@/ui/Avatar'
import { IconButton } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { List, ListRow } from '@/ui/List'
import { SkeletonRows } from '@/ui/Skeleton'
import { toast } from '@/ui/toasts'

import { useMayManage } from './conversation-rights'
import { EmojiImage } from '@/ui/EmojiImage'
import { displayName, useNames } from './names-context'
import styles from './ReactorsDialog.module.css'

const SHOWN = 100

/** Who reacted with what; those who may manage messages take reactions away here. */
export function ReactorsDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useLingui()
  const reactions = message.reactions ?? []
  const [key, setKey] = useState(() => (reactions[0] ? emojiKey(reactions[0].emoji) : ''))
  return (
    <Dialog title={t`Reactions`} onClose={onClose}>
      <div className={styles.tabs} role="group" aria-label={t`Reactions`}>
        {reactions.map(({ emoji, count }) => (
          <button
            key={emojiKey(emoji)}
            type="button"
            aria-pressed={emojiKey(emoji) === key}
            aria-label={`${emoji.name ?? ''}, ${count}`}
            onClick={() => setKey(emojiKey(emoji))}
          >
            <EmojiImage emoji={emoji} />
            <span>{count}</span>
          </button>
        ))}
      </div>
      <People message={message} emoji={key} />
    </Dialog>
  )
}

function People({ message, emoji }: { message: Message; emoji: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const names = useNames()
  const mayManage = useMayManage(message.channel_id)
  const queryKey = [...keys.reactors(message.id, emoji), 'all']
  const { data, error } = useQuery({
    queryKey,
    queryFn: () => listReactors(message.channel_id, message.id, emoji, SHOWN),
  })
  const remove = async (userId: Id) => {
    try {
      await removeReaction(message.channel_id, message.id, emoji, userId === names.myId ? '@me' : userId)
      await client.invalidateQueries({ queryKey })
    } catch (problem) {
      toast(explain(i18n, problem), 'danger')
    }
  }
  if (error) return <p>{explain(i18n, error)}</p>
  if (!data) return <SkeletonRows count={3} label={t`People are loading`} />
  if (data.length === 0)
    return (
      <p>
        <Trans>Nobody reacts so any more.</Trans>
      </p>
    )
  return (
    <List>
      {data.map((user) => {
        const name = displayName(names, user)
        return (
          <ListRow
            key={user.id}
            title={name}
            note={`@${user.username}`}
            start={<Avatar id={user.id} picture={user.avatar} name={name} size="s" bot={user.bot} />}
          >
            {(mayManage || user.id === names.myId) && (
              <IconButton
                icon="close"
                size={18}
                label={t`Remove the reaction of ${name}`}
                onClick={() => void remove(user.id)}
              />
            )}
          </ListRow>
        )
      })}
    </List>
  )
}
