import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { deleteMessage } from '@/api/calls/delete-message'
import { deleteMessages } from '@/api/calls/delete-messages'
import { explainForm } from '@/api/explain'
import type { Id } from '@/api/types'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { MOST_CHOSEN, stopChoosing, useAttention } from './attention'
import styles from './ChosenBar.module.css'

/** In the place of the composer while several messages are being chosen. */
export default function ChosenBar({ channelId }: { channelId: Id }) {
  const { t } = useLingui()
  const chosen = useAttention((state) => state.chosen)
  const [asking, setAsking] = useState(false)
  const count = chosen?.size ?? 0
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && !asking && stopChoosing()
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [asking])
  return (
    <div className={styles.bar} role="toolbar" aria-label={t`Chosen messages`}>
      <span aria-live="polite">
        {plural(count, { one: '# message chosen', other: '# messages chosen' })}
        {count >= MOST_CHOSEN && <small>{t`${MOST_CHOSEN} at most`}</small>}
      </span>
      <Button tone="ghost" onClick={stopChoosing}>
        <Trans>Cancel</Trans>
      </Button>
      <Button tone="danger" icon="trash" disabled={count === 0} onClick={() => setAsking(true)}>
        <Trans>Delete</Trans>
      </Button>
      {asking && (
        <ConfirmMany channelId={channelId} ids={[...(chosen ?? [])]} onClose={() => setAsking(false)} />
      )}
    </div>
  )
}

function ConfirmMany({ channelId, ids, onClose }: { channelId: Id; ids: Id[]; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const why = reason.trim() || undefined
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      // The wire deletes at least two at a time.
      ids.length === 1 ? deleteMessage(channelId, ids[0] ?? '', why) : deleteMessages(channelId, ids, why),
    onSuccess: () => {
      apply(client, { name: 'MESSAGE_DELETE_BULK', data: { ids, channel_id: channelId } })
      stopChoosing()
      onClose()
    },
  })
  const sentence = explainForm(i18n, error)
  const count = ids.length
  return (
    <Dialog
      title={plural(count, { one: 'Delete # message?', other: 'Delete # messages?' })}
      intro={t`They disappear for everybody, and cannot be brought back.`}
      onClose={onClose}
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <TextField
        label={t`Reason (optional)`}
        hint={t`Kept in the audit log.`}
        maxLength={512}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={isPending} onClick={() => mutate()}>
          <Trans>Delete</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
