import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { invitePerson } from '@/api/calls/invite-person'
import { explain } from '@/api/explain'
import { RELATION } from '@/api/people-types'
import type { Id, User } from '@/api/types'
import { fold } from '@/lib/text'
import { useRelationships } from '@/live/friends'
import { nameOf } from '@/live/names'
import { useMemberMap } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'

import styles from './InviteDialog.module.css'

const SEARCH_FROM = 6

/** My friends who are not in the server yet, each with a button that invites them by name. */
export function InviteFriends({ serverId }: { serverId: Id }) {
  const { t, i18n } = useLingui()
  const members = useMemberMap(serverId)
  const { data } = useRelationships()
  const [search, setSearch] = useState('')
  const friends = (data ?? [])
    .filter((one) => one.type === RELATION.friend && !members.has(one.id))
    .map((one) => one.user)
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), i18n.locale))
  if (friends.length === 0) return null
  const wanted = fold(search.trim())
  const shown = friends.filter((user) => fold(`${nameOf(user)} ${user.username}`).includes(wanted))
  return (
    <section className={styles.friends} aria-label={t`Invite a friend`}>
      <h3>
        <Trans>Invite a friend</Trans>
      </h3>
      {friends.length >= SEARCH_FROM && (
        <SearchField label={t`Search your friends`} value={search} onChange={setSearch} />
      )}
      <div className={styles.scrolls}>
        <List>
          {shown.map((user) => (
            <FriendToInvite key={user.id} serverId={serverId} user={user} />
          ))}
        </List>
      </div>
    </section>
  )
}

function FriendToInvite({ serverId, user }: { serverId: Id; user: User }) {
  const { t, i18n } = useLingui()
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () => invitePerson(serverId, user.id),
  })
  const name = nameOf(user)
  return (
    <ListRow
      start={<Avatar id={user.id} picture={user.avatar} name={name} size="s" />}
      title={name}
      note={`@${user.username}`}
    >
      <Button
        tone="secondary"
        icon={isSuccess ? 'check' : undefined}
        busy={isPending}
        disabled={isSuccess}
        aria-label={isSuccess ? t`${name} is invited` : t`Invite ${name}`}
        onClick={() => mutate()}
      >
        {isSuccess ? <Trans>Invited</Trans> : <Trans>Invite</Trans>}
      </Button>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
    </ListRow>
  )
}
