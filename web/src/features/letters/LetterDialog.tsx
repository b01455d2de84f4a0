import { Trans, useLingui } from '@lingui/react/macro'

import type { Letter } from '@/api/account-types'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog, DialogActions } from '@/ui/Dialog'

import styles from './LetterDialog.module.css'

/** What a letter says, and the link in it to hand over. */
export function LetterDialog({
  letter,
  text,
  onClose,
}: {
  letter: Letter
  text: string
  onClose: () => void
}) {
  const { t } = useLingui()
  const link = /https?:\/\/\S+#\S+/.exec(text)?.[0]
  return (
    <Dialog
      title={letter.subject}
      intro={t`For ${letter.to}. Whoever has the link may use it: give it to nobody else.`}
      onClose={onClose}
    >
      <pre className={styles.text}>{link ? text.replace(link, '…') : text}</pre>
      {link && <CopyField label={t`Link`} value={link} />}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
