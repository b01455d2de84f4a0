import { Trans, useLingui } from '@lingui/react/macro'

import type { Client } from '@/api/types'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

interface SecretShownProps {
  title: string
  client: Client
  /** `null` for an application that has none. */
  secret: string | null
  onClose: () => void
}

/** What to put into the application's own settings; a secret for the one time it can be seen. */
export function SecretShown({ title, client, secret, onClose }: SecretShownProps) {
  const { t } = useLingui()
  return (
    <Dialog title={title} onClose={onClose}>
      <CopyField label={t`Identifier (client_id)`} value={client.id} />
      {secret !== null && (
        <>
          <CopyField label={t`Secret (client_secret)`} value={secret} />
          <Notice tone="signal">
            <Trans>This secret is shown once. Keep it where only the application can read it.</Trans>
          </Notice>
        </>
      )}
      <DialogActions>
        <Button onClick={onClose}>
          {secret === null ? <Trans>Done</Trans> : <Trans>I have kept it</Trans>}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
