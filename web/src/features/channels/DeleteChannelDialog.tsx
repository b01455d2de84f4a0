import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { deleteChannel } from '@/api/calls/delete-channel'
import { explainForm } from '@/api/explain'
import type { Channel } from '@/api/types'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

export function DeleteChannelDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteChannel(channel.id),
    onSuccess: () => {
      onClose()
      apply(client, { name: 'CHANNEL_DELETE', data: channel })
    },
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={t`Delete #${channel.name}?`} intro={t`Its messages go with it.`} onClose={onClose}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={isPending} onClick={() => mutate()}>
          <Trans>Delete the channel</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
