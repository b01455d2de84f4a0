import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { explainForm } from '@/api/explain'
import type { Message } from '@/api/types'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

import { setPinned } from './message-deeds'
import { MessageQuote } from './MessageQuote'

/** Everybody in the channel sees a pin: one asks before. */
export function PinDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const pinned = message.pinned === true
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => setPinned(client, message, !pinned),
    onSuccess: onClose,
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog
      title={pinned ? t`Unpin this message?` : t`Pin this message?`}
      intro={pinned ? undefined : t`Everybody finds it again among the pinned messages of the channel.`}
      onClose={onClose}
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <MessageQuote message={message} />
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button data-autofocus icon="pin" busy={isPending} onClick={() => mutate()}>
          {pinned ? <Trans>Unpin</Trans> : <Trans>Pin</Trans>}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
