import { useLingui } from '@lingui/react/macro'
import { Suspense, useCallback, useRef, useState } from 'react'

import type { Emoji, Id } from '@/api/types'
import { IconButton } from '@/ui/Button'
import { later } from '@/ui/later'
import type { Anchor } from '@/ui/Popover'

import { written } from './mentions'
import { useNames } from './names-context'
import { writeWords } from './writing'

const EmojiPopover = later(async () => (await import('./emoji/EmojiPopover')).EmojiPopover)

/** Chooses an emoji for what is being written. */
export function ComposerEmoji({ channelId, className }: { channelId: Id; className?: string }) {
  const { t } = useLingui()
  const { emojis } = useNames().mentionable
  const [anchor, setAnchor] = useState<Anchor>()
  const close = useCallback(() => setAnchor(undefined), [])
  /** Pressing it while it is open has closed it by the time it is clicked. */
  const wasOpen = useRef(false)
  const pick = (emoji: Emoji) => {
    const name = emoji.name ?? ''
    const travels = written(emoji)
    writeWords(channelId, !emoji.id ? name : emojis.get(name) === travels ? `:${name}:` : travels)
  }
  return (
    <>
      <IconButton
        icon="smile"
        label={t`Add an emoji`}
        className={className}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        onPointerDown={() => (wasOpen.current = anchor !== undefined)}
        onClick={(event) => {
          if (!wasOpen.current) setAnchor(event.currentTarget.getBoundingClientRect())
          wasOpen.current = false
        }}
      />
      <Suspense>
        {anchor && <EmojiPopover label={t`Emoji`} anchor={anchor} onPick={pick} onClose={close} />}
      </Suspense>
    </>
  )
}
