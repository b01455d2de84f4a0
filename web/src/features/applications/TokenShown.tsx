import { Trans, useLingui } from '@lingui/react/macro'

import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

/** A token, for the one time it can be seen. */
export function TokenShown({ title, token, onClose }: { title: string; token: string; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={title} onClose={onClose}>
      <Notice tone="signal">
        <Trans>This token is shown once. Keep it where only the bot can read it.</Trans>
      </Notice>
      <CopyField label={t`Token`} value={token} />
      <DialogActions>
        <Button onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
