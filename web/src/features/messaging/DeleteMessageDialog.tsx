import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { deleteMessage } from '@/api/calls/delete-message'
import { explainForm } from '@/api/explain'
import type { Message } from '@/api/types'
import { plainText } from '@/lib/markdown'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

import { focusComposer, stopDeleting, useAttention } from './attention'
import styles from './DeleteMessageDialog.module.css'
import { displayName, useNames, wordsFor } from './names-context'

export function DeleteMessageDialog({ channelId }: { channelId: string }) {
  const message = useAttention((state) => state.deleting)
  return message ? <Confirm key={message.id} channelId={channelId} message={message} /> : null
}

function Confirm({ channelId, message }: { channelId: string; message: Message }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const names = useNames()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteMessage(channelId, message.id),
    onSuccess: () => {
      apply(client, { name: 'MESSAGE_DELETE', data: { id: message.id, channel_id: channelId } })
      stopDeleting()
      focusComposer()
    },
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={t`Delete this message?`} onClose={stopDeleting}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <blockquote className={styles.quote}>
        <strong>{displayName(names, message.author)}</strong>
        <p>{plainText(message.content, wordsFor(names, message.mentions))}</p>
      </blockquote>
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
