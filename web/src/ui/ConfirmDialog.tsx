import { Trans } from '@lingui/react/macro'

import { Button } from './Button'
import { Dialog, DialogActions } from './Dialog'

interface ConfirmDialogProps {
  title: string
  intro: string
  /** What the button that does it says. */
  act: string
  onAct: () => void
  onClose: () => void
}

/** A last question before something that is not easily taken back. */
export function ConfirmDialog({ title, intro, act, onAct, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          tone="danger"
          data-autofocus
          onClick={() => {
            onClose()
            onAct()
          }}
        >
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
