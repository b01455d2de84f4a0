import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'

import type { Channel } from '@/api/types'
import { useChannelGroups } from '@/live/ordering'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { SelectField } from '@/ui/Field'

interface MoveChannelDialogProps {
  serverId: string
  channel: Channel
  onMove: (channel: Channel, parentId: string | null) => void
  onClose: () => void
}

export function MoveChannelDialog({ serverId, channel, onMove, onClose }: MoveChannelDialogProps) {
  const { t } = useLingui()
  const categories = (useChannelGroups(serverId) ?? []).flatMap((group) => group.category ?? [])
  const [parentId, setParentId] = useState(channel.parent_id ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onClose()
    if (parentId !== (channel.parent_id ?? '')) onMove(channel, parentId || null)
  }
  return (
    <Dialog title={t`Move #${channel.name}`} onClose={onClose}>
      <form onSubmit={submit}>
        <SelectField
          label={t`Category`}
          hint={t`It keeps its own permissions.`}
          value={parentId}
          options={[
            { value: '', label: t`No category` },
            ...categories.map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={setParentId}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit">
            <Trans>Move</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
