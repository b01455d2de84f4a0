import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'

import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import { Door } from './Door'
import styles from './Door.module.css'

/** My address has an account already: nobody but its owner links it, from inside. */
export function HasAccount({ email, onLeave }: { email: string | undefined; onLeave?: () => void }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const address = email ?? ''
  const query = new URLSearchParams({ next: '/settings/methods', ...(email ? { login_hint: email } : {}) })
  const signIn = () => {
    onLeave?.()
    navigate(`/login?${query.toString()}`)
  }
  return (
    <Door
      title={t`You have an account already`}
      intro={<Trans>The two are not linked yet, and only you can link them.</Trans>}
    >
      <Notice>
        {address ? (
          <Trans>There is an account with the address {address}.</Trans>
        ) : (
          <Trans>There is an account with your address.</Trans>
        )}{' '}
        <Trans>Sign in to it as usual; then link the two under “Sign-in methods” in your settings.</Trans>
      </Notice>
      <Button wide onClick={signIn}>
        <Trans>Sign in as usual</Trans>
      </Button>
      <p className={styles.other}>
        <Link href="/reset" state={{ email: address }}>
          <Trans>Forgotten password?</Trans>
        </Link>
      </p>
    </Door>
  )
}
