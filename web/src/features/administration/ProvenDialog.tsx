import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'

import { explainForm } from '@/api/explain'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

interface ProvenDialogProps {
  title: string
  intro: string
  act: string
  done: string
  tone?: 'primary' | 'danger'
  withReason?: boolean
  run: (reason: string | undefined) => Promise<unknown>
  onDone: () => void
  onClose: () => void
  children?: ReactNode
}

/** An act on an account: what it is and why; where it was long ago, who I am is asked again. */
export function ProvenDialog({
  title,
  intro,
  act,
  done,
  tone = 'danger',
  withReason = true,
  run,
  onDone,
  onClose,
  children,
}: ProvenDialogProps) {
  const { t, i18n } = useLingui()
  const [reason, setReason] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => withProof(() => run(reason.trim() || undefined)),
    onSuccess: () => {
      toast(done)
      onDone()
      onClose()
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
          <Button type="submit" tone={tone} busy={isPending}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
