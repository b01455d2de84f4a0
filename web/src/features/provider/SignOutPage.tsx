import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'

import { lookAtSignOut } from '@/api/calls/look-at-sign-out'
import { signOut } from '@/api/calls/sign-out'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { dropTokens } from '@/api/session'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

import { Card } from './Card'
import styles from './Card.module.css'
import { leaveFor, pageQuery } from './page-query'

/** Where another application sends somebody to sign out of Beep as well. */
export function SignOutPage() {
  const { t, i18n } = useLingui()
  const signedIn = useSignedIn()
  const [query] = useState(pageQuery)
  const { data, error } = useQuery({
    queryKey: keys.signOut(query),
    queryFn: () => lookAtSignOut(query),
    retry: false,
    staleTime: Infinity,
  })
  const leave = useMutation({ mutationFn: signOut, onSettled: dropTokens })
  const goTo = signedIn ? null : data?.redirect_to
  useEffect(() => {
    if (goTo) leaveFor(goTo)
  }, [goTo])

  const name = data?.client?.name
  if (!signedIn) {
    return (
      <Card title={t`You are signed out`}>
        {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
        <Link href="/login">
          <Trans>Sign in</Trans>
        </Link>
      </Card>
    )
  }
  return (
    <Card title={t`Sign out of Beep?`}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!data && !error && <SkeletonRows count={1} label={t`The request is loading`} />}
      {name && (
        <p>
          <Trans>{name} asks to sign you out of Beep in this browser.</Trans>
        </p>
      )}
      <div className={styles.actions}>
        <Button
          wide
          icon="leave"
          busy={leave.isPending}
          disabled={!data && !error}
          onClick={() => leave.mutate()}
        >
          <Trans>Sign out</Trans>
        </Button>
        <Link href="/" className={styles.small}>
          <Trans>Stay signed in</Trans>
        </Link>
      </div>
    </Card>
  )
}
