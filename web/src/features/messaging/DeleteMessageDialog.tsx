import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { deleteMessage } from '@/api/calls/delete-message'
import { explainForm } from '@/api/explain'
import type { Message } from '@/api/types'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { focusComposer, stopDeleting } from './attention'
import { MessageQuote } from './MessageQuote'
import { useNames } from './names-context'

/** The last question before a message goes; for somebody else's, why. */
export function DeleteMessageDialog({ message }: { message: Message }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const mine = message.author.id === useNames().myId
  const [reason, setReason] = useState('')
  const { id, channel_id } = message
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteMessage(channel_id, id, reason.trim() || undefined),
    onSuccess: () => {
      apply(client, { name: 'MESSAGE_DELETE', data: { id, channel_id } })
      stopDeleting()
      focusComposer(channel_id)
    },
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={t`Delete this message?`} onClose={stopDeleting}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <MessageQuote message={message} />
      {!mine && (
        <TextField
          label={t`Reason (optional)`}
          hint={t`Kept in the audit log.`}
          maxLength={512}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <DialogActions>
        <Button tone="ghost" onClick={stopDeleting}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" data-autofocus busy={isPending} onClick={() => mutate()}>
          <Trans>Delete</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
