import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, Redirect } from 'wouter'

import { answerAuthorization } from '@/api/calls/answer-authorization'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

import { AskConsent } from './AskConsent'
import { Card } from './Card'
import styles from './Card.module.css'
import { leaveFor, useKeptQuery } from './page-query'
import { SignInAgain } from './SignInAgain'

/** Where another application sends somebody to sign in with Beep: who asks, for what, and yes or no. */
export function AuthorizePage() {
  const { t, i18n } = useLingui()
  const query = useKeptQuery()
  const signedIn = useSignedIn()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: keys.authorization(query, signedIn),
    queryFn: () => answerAuthorization(query, 'look'),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  const goTo = data?.redirect_to
  useEffect(() => {
    if (goTo) leaveFor(goTo)
  }, [goTo])

  if (error) {
    return (
      <Card title={t`This sign-in does not work`}>
        <Notice tone="danger">{explain(i18n, error)}</Notice>
        <Button tone="secondary" icon="retry" busy={isFetching} onClick={() => void refetch()}>
          <Trans>Try again</Trans>
        </Button>
        <Link href="/" className={styles.small}>
          <Trans>Open Beep instead</Trans>
        </Link>
      </Card>
    )
  }
  if (!data) {
    return (
      <Card title={t`Sign in with Beep`}>
        <SkeletonRows count={3} label={t`The request is loading`} />
      </Card>
    )
  }
  if (goTo) return <GoingBack name={data.client.name} address={goTo} />
  if (data.sign_in === 'first') return <Redirect to={doorFor(query)} replace />
  if (data.sign_in === 'again') {
    return <SignInAgain name={data.client.name} busy={isFetching} onDone={() => void refetch()} />
  }
  return <AskConsent query={query} authorization={data} onFreshen={() => void refetch()} />
}

/** Shown while the browser leaves; an application of one's own machine may need the click. */
function GoingBack({ name, address }: { name: string; address: string }) {
  const { t } = useLingui()
  return (
    <Card title={t`Going back to ${name}…`}>
      <p>
        <Trans>If nothing happens, use this link. Afterwards you can close this page.</Trans>
      </p>
      <a href={address}>
        <Trans>Go back to {name}</Trans>
      </a>
    </Card>
  )
}

function doorFor(query: string): string {
  const hint = new URLSearchParams(query).get('login_hint')
  return `/login?next=/authorize${hint ? `&login_hint=${encodeURIComponent(hint)}` : ''}`
}
