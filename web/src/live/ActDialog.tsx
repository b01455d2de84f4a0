import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'

import { explainForm } from '@/api/explain'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

interface ActDialogProps {
  title: string
  intro?: string
  /** What the button says. */
  act: string
  /** What is said when it is done. */
  done?: string
  tone?: 'primary' | 'danger'
  /** Without a reason, there is nothing for the audit log. */
  withReason?: boolean
  disabled?: boolean
  run: (reason: string | undefined) => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}

/** An act of moderation, wherever it is done from: what it is, why it is done, and one button. */
export function ActDialog({
  title,
  intro,
  act,
  done,
  tone = 'danger',
  withReason = true,
  disabled,
  run,
  onClose,
  children,
}: ActDialogProps) {
  const { t, i18n } = useLingui()
  const [reason, setReason] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => run(reason.trim() || undefined),
    onSuccess: () => {
      onClose()
      if (done) toast(done)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {children}
        {withReason && (
          <TextField
            label={t`Reason (optional)`}
            hint={t`Kept in the audit log.`}
            value={reason}
            maxLength={512}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" tone={tone} busy={isPending} disabled={disabled}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
