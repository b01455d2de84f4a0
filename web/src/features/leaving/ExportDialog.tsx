import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { exportData } from '@/api/calls/export-data'
import { reauthenticate } from '@/api/calls/reauthenticate'
import { explainField, explainForm } from '@/api/explain'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'
import { PasswordField } from '@/ui/PasswordField'

/** A copy of everything asks for the password, so that it is me. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const [password, setPassword] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      await reauthenticate(password)
      save(await exportData(i18n.locale.startsWith('fr') ? 'fr' : 'en'))
    },
    onSuccess: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const wrong = explainField(i18n, error, 'password')
  const sentence = wrong ? undefined : explainForm(i18n, error)
  return (
    <Dialog
      title={t`Take a copy of my data`}
      intro={t`A ZIP with a page to read and files for programs. It holds what is yours only.`}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <PasswordField
          label={t`Your password`}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={wrong}
        />
        {isPending && (
          <p role="status">
            <Trans>Your copy is being prepared. That may take a moment.</Trans>
          </p>
        )}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" tone="primary" busy={isPending} disabled={!password}>
            <Trans>Download</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function save(content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = 'beep.zip'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
