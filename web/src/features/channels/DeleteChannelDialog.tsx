import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { deleteChannel } from '@/api/calls/delete-channel'
import { explainForm } from '@/api/explain'
import type { Channel } from '@/api/types'
import { CHANNEL_TYPES } from '@/lib/channel-order'
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
  const isCategory = channel.type === CHANNEL_TYPES.category
  const sentence = explainForm(i18n, error)
  return (
    <Dialog
      title={isCategory ? t`Delete the category ${channel.name}?` : t`Delete #${channel.name}?`}
      intro={isCategory ? t`Its channels stay, without a category.` : t`Its messages go with it.`}
      onClose={onClose}
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={isPending} onClick={() => mutate()}>
          {isCategory ? <Trans>Delete the category</Trans> : <Trans>Delete the channel</Trans>}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
