import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'

import type { AccountSession, WholeAccount } from '@/api/supervision-types'
import { getPerson } from '@/api/calls/get-person'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { shortDate, timeAgo } from '@/lib/time'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { PersonActs } from './PersonActs'
import { useMarks } from './use-marks'

/** One person's account: who they are, where they are signed in, what can be done. */
export function PersonPage({ id, onBack }: { id: string; onBack: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const person = useQuery({ queryKey: keys.person(id), queryFn: () => getPerson(id) })
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.person(id) })
    void client.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <>
      <div>
        <Button tone="ghost" icon="back" onClick={onBack}>
          <Trans>All people</Trans>
        </Button>
      </div>
      {person.error && <Notice tone="danger">{explain(i18n, person.error)}</Notice>}
      {!person.data && !person.error && <SkeletonRows count={4} label={t`The account is loading`} />}
      {person.data && <Whole account={person.data} onChanged={refresh} />}
    </>
  )
}

function Whole({ account, onChanged }: { account: WholeAccount; onChanged: () => void }) {
  const { t, i18n } = useLingui()
  const marks = useMarks(account)
  const me = useMe()
  const since = shortDate(new Date(account.created_at), i18n.locale)
  return (
    <>
      <Section title={nameOf(account.user)} note={`@${account.user.username} · ${account.user.id}`}>
        <List>
          <ListRow title={t`E-mail`} note={account.email ?? t`none`} />
          <ListRow title={t`Here since`} note={since} />
          <ListRow title={t`Standing`} note={marks.join(' · ') || t`nothing special`} />
        </List>
        {account.user.id !== me?.id && <PersonActs account={account} onChanged={onChanged} />}
      </Section>
      <Section title={t`Sessions`} note={t`Where this person is signed in.`}>
        {account.sessions.length === 0 && (
          <p>
            <Trans>Signed in nowhere.</Trans>
          </p>
        )}
        {account.sessions.length > 0 && (
          <List>
            {account.sessions.map((one) => (
              <SessionRow key={one.id} session={one} />
            ))}
          </List>
        )}
      </Section>
    </>
  )
}

function SessionRow({ session }: { session: AccountSession }) {
  const { i18n } = useLingui()
  const seen = timeAgo(new Date(session.last_active_at), i18n.locale)
  return (
    <ListRow
      title={session.client ?? session.user_agent}
      note={[session.ip, session.methods.join(' + '), seen].join(' · ')}
    />
  )
}
