import { useLingui } from '@lingui/react/macro'

import type { ServerEmoji } from '@/api/types'
import { nameOf } from '@/live/names'
import { IconButton } from '@/ui/Button'
import { EmojiImage } from '@/ui/EmojiImage'
import { ListRow } from '@/ui/List'

interface EmojiRowProps {
  emoji: ServerEmoji
  mayChange: boolean
  onRename: () => void
  onDelete: () => void
}

/** One emoji: how it looks, what it is called, who added it. */
export function EmojiRow({ emoji, mayChange, onRename, onDelete }: EmojiRowProps) {
  const { t } = useLingui()
  const name = emoji.name ?? ''
  const by = emoji.user ? nameOf(emoji.user) : undefined
  const who = by ? t`Added by ${by}` : t`Whoever added it is gone`
  return (
    <ListRow
      start={<EmojiImage emoji={emoji} size={40} />}
      title={`:${name}:`}
      note={emoji.animated ? t`${who} · moves` : who}
    >
      {mayChange && (
        <span>
          <IconButton icon="edit" label={t`Rename ${name}`} onClick={onRename} />
          <IconButton icon="trash" label={t`Delete ${name}`} onClick={onDelete} />
        </span>
      )}
    </ListRow>
  )
}
