/** Dialogs about channels; they travel together. */
import type { Channel } from '@/api/types'

import { CategoryDialog } from './CategoryDialog'
import { ChannelDialog } from './ChannelDialog'
import { DeleteChannelDialog } from './DeleteChannelDialog'
import { MoveChannelDialog } from './MoveChannelDialog'

export type OpenDialog =
  | { what: 'create-channel'; category?: Channel }
  | { what: 'create-category' }
  | { what: 'edit' | 'delete' | 'move'; channel: Channel }

interface ChannelDialogsProps {
  serverId: string
  open: OpenDialog
  onCreated: (channelId: string) => void
  onMove: (channel: Channel, parentId: string | null) => void
  onClose: () => void
}

export function ChannelDialogs({ serverId, open, onCreated, onMove, onClose }: ChannelDialogsProps) {
  const common = { serverId, onClose }
  return (
    <>
      {open.what === 'create-channel' && (
        <ChannelDialog {...common} category={open.category} onSaved={onCreated} />
      )}
      {open.what === 'create-category' && <CategoryDialog {...common} />}
      {open.what === 'edit' &&
        (open.channel.type === 4 ? (
          <CategoryDialog {...common} category={open.channel} />
        ) : (
          <ChannelDialog {...common} channel={open.channel} />
        ))}
      {open.what === 'move' && <MoveChannelDialog {...common} channel={open.channel} onMove={onMove} />}
      {open.what === 'delete' && <DeleteChannelDialog channel={open.channel} onClose={onClose} />}
    </>
  )
}
