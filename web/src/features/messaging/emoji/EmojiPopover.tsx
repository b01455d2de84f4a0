import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useMemo } from 'react'

import type { Emoji } from '@/api/types'
import { useServer } from '@/live/queries'
import { Popover, type Anchor } from '@/ui/Popover'
import { SkeletonRows } from '@/ui/Skeleton'

import { usable, useNames } from '../names-context'
import { noteUse } from './recent'

const EmojiPicker = lazy(() => import('./EmojiPicker'))

interface EmojiPopoverProps {
  label: string
  anchor: Anchor
  onPick: (emoji: Emoji) => void
  onClose: () => void
}

/** The picker, beside what opened it. Shift keeps it open for another. */
export function EmojiPopover({ label, anchor, onPick, onClose }: EmojiPopoverProps) {
  const { t } = useLingui()
  const emojis = useServer(useNames().serverId).data?.emojis
  const custom = useMemo(() => usable(emojis), [emojis])
  return (
    <Popover label={label} anchor={anchor} onClose={onClose}>
      <Suspense fallback={<SkeletonRows count={4} label={t`Emoji are loading`} />}>
        <EmojiPicker
          custom={custom}
          onPick={(emoji, keepOpen) => {
            noteUse(emoji)
            onPick(emoji)
            if (!keepOpen) onClose()
          }}
        />
      </Suspense>
    </Popover>
  )
}
