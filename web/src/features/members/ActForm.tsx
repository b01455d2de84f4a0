import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { explainForm } from '@/api/explain'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

interface ActFormProps {
  title: string
  intro: string
  /** What the button says. */
  act: ReactNode
  run: (reason: string | undefined) => Promise<unknown>
  onClose: () => void
  children?: ReactNode
}

/** An act of moderation with its reason, which stays in the audit log. */
export function ActForm({ title, intro, act, run, onClose, children }: ActFormProps) {
  const { t, i18n } = useLingui()
  const [reason, setReason] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => run(reason.trim() || undefined),
    onSuccess: onClose,
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          mutate()
        }}
      >
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {children}
        <TextField
          label={t`Reason (optional)`}
          hint={t`Kept in the audit log, where moderators read it.`}
          value={reason}
          maxLength={512}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button tone="danger" type="submit" busy={isPending}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
