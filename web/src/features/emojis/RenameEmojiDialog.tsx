import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { renameEmoji } from '@/api/calls/rename-emoji'
import type { ServerEmoji } from '@/api/types'
import { ActDialog } from '@/live/ActDialog'
import { apply } from '@/live/apply'

import { NameField } from './NameField'
import { isGoodName } from './names'

interface EmojiDialogProps {
  serverId: string
  emoji: ServerEmoji
  emojis: readonly ServerEmoji[]
  onClose: () => void
}

export function RenameEmojiDialog({ serverId, emoji, emojis, onClose }: EmojiDialogProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [name, setName] = useState(emoji.name ?? '')
  const others = emojis.filter((one) => one.id !== emoji.id)
  return (
    <ActDialog
      title={t`Rename :${emoji.name ?? ''}:`}
      intro={t`Messages that have it keep showing it; what is written from now on uses the new name.`}
      act={t`Rename`}
      tone="primary"
      disabled={!isGoodName(name) || name === emoji.name}
      run={async (reason) => {
        const renamed = await renameEmoji(serverId, emoji.id ?? '', name, reason)
        const all = emojis.map((one) => (one.id === emoji.id ? { ...one, ...renamed } : one))
        apply(client, { name: 'GUILD_EMOJIS_UPDATE', data: { guild_id: serverId, emojis: all } })
      }}
      onClose={onClose}
    >
      <NameField name={name} emojis={others} error={undefined} onChange={setName} />
    </ActDialog>
  )
}
