import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'

import { ApiError, SignedOutError } from '@/api/errors'
import { explain } from '@/api/explain'
import { useSignedIn } from '@/api/use-signed-in'
import { leaveToProve, type Away } from '@/live/leaving-to-prove'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import { toSignIn } from './arrival'
import { Door } from './Door'
import styles from './Door.module.css'
import { HasAccount } from './HasAccount'

interface TroubleProps {
  provider: string
  /** What this browser had kept; nothing where it did not begin, or too long ago. */
  away: Away | undefined
  error: unknown
  /** What the provider says instead of who one is. */
  refused: string | undefined
}

/** Beginning again would end in the same way. */
const FINAL = new Set([
  'identities.sign_up_closed',
  'identities.identity_taken',
  'identities.already_linked',
  'identities.provider_not_found',
  'auth.account_suspended',
])

/** Coming back did not work: why, and what to do now. */
export function CallbackTrouble({ provider, away, error, refused }: TroubleProps) {
  const { t } = useLingui()
  const signedIn = useSignedIn()
  const [, navigate] = useLocation()
  const again = useMutation({
    mutationFn: () => leaveToProve(provider, away?.purpose ?? 'sign_in', away?.next ?? '/', away?.aside),
  })
  const said = again.error ?? error
  const words = useWords(said, refused)
  const key = error instanceof ApiError ? error.key : undefined
  if (error instanceof ApiError && key === 'identities.email_has_account') {
    return <HasAccount email={error.email} />
  }
  const isSignedOut = said instanceof SignedOutError
  const isBeginning = !isSignedOut && !FINAL.has(key ?? '') && (away !== undefined || !signedIn)
  const back = signedIn ? (away?.next ?? '/') : toSignIn(away?.next ?? '/')
  const otherwise = signedIn ? t`Go back` : isSignedOut ? t`Sign in` : t`Sign in another way`
  return (
    <Door title={t`That did not work`} intro={<Trans>Nothing has changed, here or there.</Trans>}>
      <Notice tone={refused === 'access_denied' && !said ? 'info' : 'danger'}>{words}</Notice>
      {isBeginning ? (
        <>
          <Button wide busy={again.isPending || again.isSuccess} onClick={() => again.mutate()}>
            <Trans>Begin again</Trans>
          </Button>
          <p className={styles.other}>
            <Link href={back}>{otherwise}</Link>
          </p>
        </>
      ) : (
        <Button wide onClick={() => navigate(back)}>
          {otherwise}
        </Button>
      )}
    </Door>
  )
}

function useWords(error: unknown, refused: string | undefined): string {
  const { t, i18n } = useLingui()
  if (error instanceof SignedOutError)
    return t`You are not signed in here any more. Sign in, and begin again.`
  if (error) return explain(i18n, error)
  switch (refused) {
    case undefined:
      return t`This page is used up: it was opened twice, too late, or in another browser. Begin again.`
    case 'access_denied':
      return t`You did not sign in there. Begin again, or take another way.`
    case 'temporarily_unavailable':
    case 'server_error':
      return t`They have trouble there right now. Begin again in a moment, or take another way.`
    default:
      return t`They did not sign you in there. Begin again; if it stays so, tell the administrators.`
  }
}
