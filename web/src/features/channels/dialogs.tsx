/** Dialogs that travel only when one is opened. */
import { lazy, Suspense } from 'react'

import type { Channel } from '@/api/types'

const ChannelDialog = lazy(() =>
  import('./ChannelDialog').then((module) => ({ default: module.ChannelDialog })),
)
const CategoryDialog = lazy(() =>
  import('./CategoryDialog').then((module) => ({ default: module.CategoryDialog })),
)
const DeleteChannelDialog = lazy(() =>
  import('./DeleteChannelDialog').then((module) => ({ default: module.DeleteChannelDialog })),
)
const MoveChannelDialog = lazy(() =>
  import('./MoveChannelDialog').then((module) => ({ default: module.MoveChannelDialog })),
)

export type OpenDialog =
  | { what: 'create-channel'; category?: Channel }
  | { what: 'create-category' }
  | { what: 'edit' | 'delete' | 'move'; channel: Channel }

interface ChannelDialogsProps {
  serverId: string
  open: OpenDialog | undefined
  onCreated: (channelId: string) => void
  onMove: (channel: Channel, parentId: string | null) => void
  onClose: () => void
}

export function ChannelDialogs({ serverId, open, onCreated, onMove, onClose }: ChannelDialogsProps) {
  if (!open) return null
  const common = { serverId, onClose }
  return (
    <Suspense>
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
    </Suspense>
  )
}
