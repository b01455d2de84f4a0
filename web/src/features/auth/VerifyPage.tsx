import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'

import { confirmEmail } from '@/api/calls/confirm-email'
import { explain } from '@/api/explain'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import { Door } from './Door'
import styles from './Door.module.css'
import { forgetLink, useLinkToken } from './link'

/**
 * Where the link to confirm an address leads. In the browser one signed up with it is followed at once; elsewhere
 * one presses a button, as programs that look into mail open links too.
 */
export function VerifyPage() {
  const { t, i18n } = useLingui()
  const token = useLinkToken()
  const signedIn = useSignedIn()
  const { mutate, data, error, isPending } = useMutation({ mutationFn: confirmEmail, onSuccess: forgetLink })
  const followed = useRef('')
  useEffect(() => {
    if (!signedIn || !token || followed.current === token) return
    followed.current = token
    mutate(token)
  }, [signedIn, token, mutate])
  if (data) {
    return (
      <Door
        title={data.kind === 'verify' ? t`Your address is confirmed` : t`This is your address now`}
        intro={
          data.kind === 'verify'
            ? t`Thank you. Everything is open to you.`
            : t`From now on you sign in with it.`
        }
      >
        <Go signedIn={signedIn} />
      </Door>
    )
  }
  const broken = !token && !isPending
  return (
    <Door
      title={t`Confirm your address`}
      intro={t`One step, so that nobody uses an address that is not theirs.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {broken && (
        <Notice tone="danger">
          <Trans>This address is not complete. Open the link in the letter again, as a whole.</Trans>
        </Notice>
      )}
      {!broken && !error && (
        <Button wide busy={isPending} onClick={() => mutate(token)}>
          <Trans>Confirm my address</Trans>
        </Button>
      )}
      {(error || broken) && (
        <>
          <p className={styles.other}>
            <Trans>A new letter can be asked for in Settings, Account.</Trans>
          </p>
          <Go signedIn={signedIn} />
        </>
      )}
    </Door>
  )
}

function Go({ signedIn }: { signedIn: boolean }) {
  return (
    <p className={styles.other}>
      {signedIn ? (
        <Link href="/">
          <Trans>Go to Beep</Trans>
        </Link>
      ) : (
        <Link href="/login">
          <Trans>Sign in</Trans>
        </Link>
      )}
    </p>
  )
}
