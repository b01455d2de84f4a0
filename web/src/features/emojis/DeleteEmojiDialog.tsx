import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { deleteEmoji } from '@/api/calls/delete-emoji'
import type { ServerEmoji } from '@/api/types'
import { ActDialog } from '@/live/ActDialog'
import { apply } from '@/live/apply'

interface DeleteEmojiDialogProps {
  serverId: string
  emoji: ServerEmoji
  emojis: readonly ServerEmoji[]
  onClose: () => void
}

export function DeleteEmojiDialog({ serverId, emoji, emojis, onClose }: DeleteEmojiDialogProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const name = emoji.name ?? ''
  return (
    <ActDialog
      title={t`Delete :${name}:?`}
      intro={t`Messages and reactions that have it keep its name; the picture goes.`}
      act={t`Delete`}
      done={t`:${name}: is deleted.`}
      run={async (reason) => {
        await deleteEmoji(serverId, emoji.id ?? '', reason)
        const left = emojis.filter((one) => one.id !== emoji.id)
        apply(client, { name: 'GUILD_EMOJIS_UPDATE', data: { guild_id: serverId, emojis: left } })
      }}
      onClose={onClose}
    />
  )
}
