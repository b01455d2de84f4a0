import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { leaveServer } from '@/api/calls/leave-server'
import { explainForm } from '@/api/explain'
import type { Server } from '@/api/types'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

interface LeaveServerDialogProps {
  server: Server
  onLeft: () => void
  onClose: () => void
}

export function LeaveServerDialog({ server, onLeft, onClose }: LeaveServerDialogProps) {
  const { t, i18n } = useLingui()
  const leave = useMutation({ mutationFn: () => leaveServer(server.id), onSuccess: onLeft })
  const sentence = explainForm(i18n, leave.error)
  return (
    <Dialog
      title={t`Leave ${server.name}?`}
      intro={t`You will need a new invitation to come back.`}
      onClose={onClose}
    >
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Stay</Trans>
        </Button>
        <Button tone="danger" busy={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Leave the server</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
