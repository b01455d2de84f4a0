import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'wouter'

import { undoEmail } from '@/api/calls/undo-email'
import { explain } from '@/api/explain'
import { dropTokens } from '@/api/session'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import { ChoosePassword } from './ChoosePassword'
import { Door } from './Door'
import styles from './Door.module.css'
import { forgetLink, useLinkToken } from './link'

/** Somebody else moved my account to another address: take it back, and lock everybody out. */
export function UndoPage() {
  const { t, i18n } = useLingui()
  const token = useLinkToken()
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: undoEmail,
    onSuccess: () => {
      forgetLink()
      // Every session is over, this browser's too.
      dropTokens()
    },
  })
  if (data) {
    return (
      <Door
        title={t`Your account is yours again`}
        intro={t`Your address is back and every device is signed out. Now choose a password nobody knows.`}
      >
        <ChoosePassword token={data.reset} />
      </Door>
    )
  }
  return (
    <Door
      title={t`Was it not you?`}
      intro={t`Your old address comes back, every device is signed out, and you choose a new password.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!token && (
        <Notice tone="danger">
          <Trans>This address is not complete. Open the link in the letter again, as a whole.</Trans>
        </Notice>
      )}
      {token && !error && (
        <Button wide tone="danger" busy={isPending} onClick={() => mutate(token)}>
          <Trans>Undo the change and lock my account</Trans>
        </Button>
      )}
      <p className={styles.other}>
        <Link href="/">
          <Trans>It was me: change nothing</Trans>
        </Link>
      </p>
    </Door>
  )
}
