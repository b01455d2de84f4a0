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

import { describeAgent } from './user-agent'

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
      <Button tone="danger" icon="leave" busy={endAll.isPending} onClick={() => endAll.mutate()}>
        <Trans>Sign out everywhere</Trans>
      </Button>
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
  const agent = session.client ?? (describeAgent(session.user_agent ?? '') || t`Unknown program`)
  const kind = session.client && t`acts in your name`
  const seen = timeAgo(new Date(session.last_active_at), i18n.locale)
  return (
    <ListRow title={agent} note={[kind, session.ip, seen].filter(Boolean).join(' · ')}>
      {session.current ? (
        <em>
          <Trans>this session</Trans>
        </em>
      ) : (
        <Button tone="secondary" busy={busy} aria-label={t`End the session ${agent}`} onClick={onEnd}>
          <Trans>End</Trans>
        </Button>
      )}
    </ListRow>
  )
}
