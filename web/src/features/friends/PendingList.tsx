import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { RELATION, type Relationship } from '@/api/people-types'
import type { User } from '@/api/types'
import { useFriendAct } from '@/live/friend-acts'
import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'

import { Failed } from './Failed'
import styles from './Friends.module.css'

interface PendingListProps {
  relationships: Relationship[]
  invitations: ReactNode
  /** How many wait for me, invitations included. */
  waiting: number
}

/** What waits for my answer, and what I wait for. */
export function PendingList({ relationships, invitations, waiting }: PendingListProps) {
  const { t } = useLingui()
  const incoming = relationships.filter((one) => one.type === RELATION.incoming)
  const outgoing = relationships.filter((one) => one.type === RELATION.outgoing)
  if (waiting + incoming.length + outgoing.length === 0)
    return (
      <EmptyState picture="letter" title={t`Nothing waits for an answer`}>
        <p>
          <Trans>Friend requests and invitations to servers show here until they are answered.</Trans>
        </p>
      </EmptyState>
    )
  return (
    <>
      {invitations}
      <Part title={t`They ask to be your friend`} relationships={incoming} incoming />
      <Part title={t`You asked them`} relationships={outgoing} />
    </>
  )
}

interface PartProps {
  title: string
  relationships: Relationship[]
  incoming?: boolean
}

function Part({ title, relationships, incoming }: PartProps) {
  if (relationships.length === 0) return null
  return (
    <section className={styles.part} aria-label={title}>
      <h2>{title}</h2>
      <List>
        {relationships.map(({ user }) => (
          <Request key={user.id} user={user} incoming={incoming} />
        ))}
      </List>
    </section>
  )
}

function Request({ user, incoming }: { user: User; incoming?: boolean }) {
  const { t } = useLingui()
  const { mutate } = useFriendAct(user)
  const name = nameOf(user)
  return (
    <ListRow
      start={<Avatar id={user.id} picture={user.avatar} name={name} />}
      title={name}
      note={`@${user.username}`}
    >
      {incoming ? (
        <>
          <Button icon="check" aria-label={t`Accept ${name}`} onClick={() => mutate('accept')}>
            <Trans>Accept</Trans>
          </Button>
          <Button tone="secondary" aria-label={t`Refuse ${name}`} onClick={() => mutate('refuse')}>
            <Trans>Refuse</Trans>
          </Button>
        </>
      ) : (
        <Button
          tone="secondary"
          aria-label={t`Withdraw the request to ${name}`}
          onClick={() => mutate('withdraw')}
        >
          <Trans>Withdraw</Trans>
        </Button>
      )}
      <Failed user={user} />
    </ListRow>
  )
}
