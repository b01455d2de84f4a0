import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { explain } from '@/api/explain'
import type { Channel } from '@/api/types'
import { toast } from '@/ui/toasts'

import { askToPin, showReactors, startThreadFrom, stopReacting, useAttention } from './attention'
import { DeleteMessageDialog } from './DeleteMessageDialog'
import { EmojiPopover } from './emoji/EmojiPopover'
import { PinDialog } from './PinDialog'
import { toggleReaction } from './reacting'
import { ReactorsDialog } from './ReactorsDialog'
import { StartThreadDialog } from './StartThreadDialog'

/** What opens over a conversation for one of its messages. */
export default function MessageDialogs({ channel }: { channel: Channel }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { deleting, reacting, reactorsOf, pinning, threadFrom } = useAttention()
  return (
    <>
      {deleting && <DeleteMessageDialog key={deleting.id} message={deleting} />}
      {pinning && <PinDialog message={pinning} onClose={() => askToPin(undefined)} />}
      {reactorsOf && <ReactorsDialog message={reactorsOf} onClose={() => showReactors(undefined)} />}
      {threadFrom && (
        <StartThreadDialog
          channel={channel}
          message={threadFrom}
          onClose={() => startThreadFrom(undefined)}
        />
      )}
      {reacting && (
        <EmojiPopover
          label={t`React`}
          anchor={reacting.anchor}
          onClose={stopReacting}
          onPick={(emoji) =>
            void toggleReaction(client, reacting.message, emoji).catch((error: unknown) =>
              toast(explain(i18n, error), 'danger'),
            )
          }
        />
      )}
    </>
  )
}
