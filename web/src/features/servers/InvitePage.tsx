import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useLocation, useSearch } from 'wouter'

import { acceptInvite } from '@/api/calls/accept-invite'
import { getInvite } from '@/api/calls/get-invite'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { useSignedIn } from '@/api/use-signed-in'
import { ServerTile } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { Logo } from '@/ui/Logo'
import { Notice } from '@/ui/Notice'
import { Skeleton } from '@/ui/Skeleton'

import styles from './InvitePage.module.css'

/** Where an invitation leads, before joining; also for people who have no account yet. */
export function InvitePage({ code }: { code: string }) {
  const { t, i18n } = useLingui()
  const invite = useQuery({ queryKey: keys.invite(code), queryFn: () => getInvite(code), retry: 1 })
  if (invite.error) {
    return (
      <main className={styles.page}>
        <EmptyState picture="letter" title={t`This invitation does not work`}>
          <p>
            <Trans>It may have expired, or been used up. Ask for a new one.</Trans>
          </p>
          <p className={styles.small}>{explain(i18n, invite.error)}</p>
          <Link href="/">
            <Trans>Back to the start</Trans>
          </Link>
        </EmptyState>
      </main>
    )
  }
  const server = invite.data?.guild
  const inviter = invite.data?.inviter
  const inviterName = inviter ? (inviter.global_name ?? inviter.username) : undefined
  const count = invite.data?.approximate_member_count
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Logo size={28} /> Beep
        </div>
        {server ? (
          <ServerTile id={server.id} picture={server.icon} name={server.name} size="l" />
        ) : (
          <Skeleton width={72} height={72} />
        )}
        <p className={styles.small}>
          {inviterName ? (
            <Trans>{inviterName} invites you to join</Trans>
          ) : (
            <Trans>You are invited to join</Trans>
          )}
        </p>
        <h1>{server ? server.name : <Skeleton width={180} height={28} />}</h1>
        {server?.description && <p>{server.description}</p>}
        {count !== undefined && (
          <p className={styles.small}>
            <Plural value={count} one="# member" other="# members" />
          </p>
        )}
        {server && <Join code={code} />}
      </div>
    </main>
  )
}

function Join({ code }: { code: string }) {
  const { i18n } = useLingui()
  const signedIn = useSignedIn()
  const [, navigate] = useLocation()
  const joinAtOnce = new URLSearchParams(useSearch()).has('join')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => acceptInvite(code),
    onSuccess: ({ guild, channel }) =>
      navigate(channel ? `/servers/${guild.id}/channels/${channel.id}` : `/servers/${guild.id}`, {
        replace: true,
      }),
  })
  useEffect(() => {
    // Somebody who signed up from this page has already said yes.
    if (signedIn && joinAtOnce) mutate()
  }, [signedIn, joinAtOnce, mutate])
  if (!signedIn) {
    const next = encodeURIComponent(`/invite/${code}?join`)
    return (
      <div className={styles.choices}>
        <Link href={`/signup?next=${next}`} className={styles.primary}>
          <Trans>Create an account to join</Trans>
        </Link>
        <Link href={`/login?next=${next}`} className={styles.secondary}>
          <Trans>I already have an account</Trans>
        </Link>
      </div>
    )
  }
  return (
    <div className={styles.choices}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      <Button wide busy={isPending} onClick={() => mutate()}>
        <Trans>Join the server</Trans>
      </Button>
      <Link href="/" className={styles.secondary}>
        <Trans>Not now</Trans>
      </Link>
    </div>
  )
}
