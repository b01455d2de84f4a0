import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { explainForm } from '@/api/explain'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

interface ConfirmProps {
  title: string
  intro: string
  error: Error | null
  busy: boolean
  onClose: () => void
  onConfirm: () => void
  /** What the button says. */
  children: ReactNode
}

export function Confirm({ title, intro, error, busy, onClose, onConfirm, children }: ConfirmProps) {
  const { i18n } = useLingui()
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={busy} onClick={onConfirm}>
          {children}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
