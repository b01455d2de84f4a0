import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { answerAuthorization } from '@/api/calls/answer-authorization'
import { signOut } from '@/api/calls/sign-out'
import { explain } from '@/api/explain'
import { dropTokens } from '@/api/session'
import type { Authorization } from '@/api/types'
import { useMe } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { Skeleton } from '@/ui/Skeleton'

import { Card } from './Card'
import styles from './Card.module.css'
import { leaveFor } from './page-query'
import { inOrder, SCOPES } from './scopes'

interface AskConsentProps {
  query: string
  authorization: Authorization
  /** The sign-in has become too old meanwhile. */
  onFreshen: () => void
}

/** Who asks, what for, in whose name; nothing is given before Allow. */
export function AskConsent({ query, authorization, onFreshen }: AskConsentProps) {
  const { t, i18n } = useLingui()
  const { client, scopes, redirect_host: host } = authorization
  const answer = useMutation({
    mutationFn: (said: 'allow' | 'deny') => answerAuthorization(query, said),
    onSuccess: ({ redirect_to: to }) => (to ? leaveFor(to) : onFreshen()),
  })
  const busy = answer.isPending || Boolean(answer.data?.redirect_to)
  return (
    <Card title={t`${client.name} asks to sign you in`}>
      <Account />
      <div className={styles.ask}>
        <p>
          <Trans>{client.name} will be able to:</Trans>
        </p>
        <ul className={styles.scopes}>
          {inOrder(scopes).map((scope) => (
            <li key={scope} className={scope === 'beep' ? styles.strong : undefined}>
              <Icon name={SCOPES[scope].icon} size={18} />
              {i18n._(SCOPES[scope].ask)}
            </li>
          ))}
        </ul>
      </div>
      {answer.error && <Notice tone="danger">{explain(i18n, answer.error)}</Notice>}
      <div className={styles.actions}>
        <Button
          wide
          busy={busy && answer.variables === 'allow'}
          disabled={busy}
          onClick={() => answer.mutate('allow')}
        >
          <Trans context="consent">Allow</Trans>
        </Button>
        <Button tone="ghost" wide disabled={busy} onClick={() => answer.mutate('deny')}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
      <p className={styles.small}>
        {host ? (
          <Trans>You will be sent to {host}.</Trans>
        ) : (
          <Trans>You will be sent back to the application on this device.</Trans>
        )}{' '}
        <Trans>You can take this back at any time in Settings, under “Connected apps”.</Trans>
      </p>
    </Card>
  )
}

function Account() {
  const { t } = useLingui()
  const me = useMe()
  const leave = useMutation({ mutationFn: signOut, onSettled: dropTokens })
  if (!me) return <Skeleton height={58} />
  const name = me.global_name ?? me.username
  return (
    <div className={styles.account}>
      <Avatar id={me.id} picture={me.avatar} name={name} />
      <div>
        <strong>{name}</strong>
        <p>@{me.username}</p>
      </div>
      <Button
        tone="secondary"
        busy={leave.isPending}
        aria-label={t`Not you? Sign in as somebody else`}
        onClick={() => leave.mutate()}
      >
        <Trans>Not you?</Trans>
      </Button>
    </div>
  )
}
