import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { endSession } from '@/api/calls/end-session'
import { listSessions } from '@/api/calls/list-sessions'
import { signOutEverywhere } from '@/api/calls/sign-out-everywhere'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { dropTokens } from '@/api/session'
import type { Session } from '@/api/types'
import { timeAgo } from '@/lib/time'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { deviceName, placeName, waysIn } from './device'
import styles from './Sessions.module.css'
import { SignOutElsewhere } from './SignOutElsewhere'

/** Where I am signed in, and how to end it there. */
export function Sessions() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const sessions = useQuery({ queryKey: keys.sessions, queryFn: listSessions })
  const end = useMutation({
    mutationFn: endSession,
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  })
  const endAll = useMutation({ mutationFn: signOutEverywhere, onSuccess: dropTokens })
  const error = sessions.error ?? end.error ?? endAll.error
  return (
    <Section title={t`Sessions`} note={t`Every browser and program signed in to your account.`}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {sessions.data ? (
        <List>
          {ordered(sessions.data).map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              busy={end.isPending && end.variables === session.id}
              onEnd={() => end.mutate(session.id)}
            />
          ))}
        </List>
      ) : (
        !error && <SkeletonRows count={3} label={t`Sessions are loading`} />
      )}
      <div className={styles.actions}>
        {(sessions.data?.length ?? 0) > 1 && <SignOutElsewhere />}
        <Button tone="danger" icon="leave" busy={endAll.isPending} onClick={() => endAll.mutate()}>
          <Trans>Sign out everywhere</Trans>
        </Button>
      </div>
    </Section>
  )
}

function ordered(sessions: readonly Session[]): Session[] {
  return [...sessions].sort(
    (a, b) =>
      Number(b.current) - Number(a.current) || Date.parse(b.last_active_at) - Date.parse(a.last_active_at),
  )
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const { t, i18n } = useLingui()
  const device = deviceName(i18n, session)
  const name = session.client ?? device
  const seen = timeAgo(new Date(session.last_active_at), i18n.locale)
  const ways = waysIn(i18n, session.methods)
  const where = [placeName(i18n, session), session.ip].filter(Boolean).join(' · ')
  return (
    <ListRow
      title={
        <>
          {name}
          {session.new_device && (
            <em className={styles.mark}>
              <Trans>new device</Trans>
            </em>
          )}
        </>
      }
      note={
        <>
          {session.client && <span className={styles.line}>{t`an application that acts in your name`}</span>}
          <span className={styles.line}>{[seen, ways].filter(Boolean).join(' · ')}</span>
          <span className={styles.line}>{where}</span>
        </>
      }
    >
      {session.current ? (
        <em>
          <Trans>this session</Trans>
        </em>
      ) : (
        <Button tone="secondary" busy={busy} aria-label={t`End the session ${name}`} onClick={onEnd}>
          <Trans>End</Trans>
        </Button>
      )}
    </ListRow>
  )
}
