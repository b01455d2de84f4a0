import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { useLocation } from 'wouter'

import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'

import { closeServerDialog } from './dialogs'

/** The code at the end of an invitation link, or a code alone. */
export function codeOf(typed: string): string | undefined {
  return /(?:^|\/invite\/)([A-Za-z0-9_-]{2,64})\/?(?:[?#].*)?$/.exec(typed.trim())?.[1]
}

export function JoinServerDialog() {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [link, setLink] = useState('')
  const [tried, setTried] = useState(false)
  const code = codeOf(link)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!code) return
    closeServerDialog()
    navigate(`/invite/${code}`)
  }
  return (
    <Dialog
      title={t`Join a server`}
      intro={t`Somebody has sent you a link? Paste it here.`}
      onClose={closeServerDialog}
    >
      <form onSubmit={submit} noValidate>
        <TextField
          label={t`Invitation link`}
          placeholder={`${window.location.origin}/invite/…`}
          error={tried && !code ? t`This does not look like an invitation.` : undefined}
          value={link}
          autoComplete="off"
          onChange={(event) => setLink(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={closeServerDialog}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit">
            <Trans>Continue</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
