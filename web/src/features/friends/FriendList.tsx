import { Trans, useLingui } from '@lingui/react/macro'

import type { Relationship } from '@/api/people-types'
import { fold } from '@/lib/text'
import { nameOf } from '@/live/names'
import type { Presences } from '@/live/people-pushes'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List } from '@/ui/List'
import { SearchField } from '@/ui/SearchField'

import { FriendRow } from './FriendRow'

interface FriendListProps {
  friends: Relationship[]
  presences: Presences | undefined
  onlineOnly: boolean
  search: string
  onSearch: (text: string) => void
  onAdd: () => void
  onAll: () => void
}

/** Friends by name, those who are there or all of them. */
export function FriendList({
  friends,
  presences,
  onlineOnly,
  search,
  onSearch,
  onAdd,
  onAll,
}: FriendListProps) {
  const { t, i18n } = useLingui()
  if (friends.length === 0) return <NoFriends onAdd={onAdd} />
  const there = onlineOnly ? friends.filter((one) => presences?.[one.id]) : friends
  if (there.length === 0) return <NobodyHere onAll={onAll} />
  const wanted = fold(search.trim())
  const shown = there
    .filter(({ user }) => fold(`${nameOf(user)} ${user.username}`).includes(wanted))
    .sort((a, b) => nameOf(a.user).localeCompare(nameOf(b.user), i18n.locale))
  return (
    <>
      <SearchField label={t`Search your friends`} value={search} onChange={onSearch} />
      {shown.length === 0 ? (
        <p role="status">
          <Trans>No friend is called “{search.trim()}”.</Trans>
        </p>
      ) : (
        <List>
          {shown.map(({ user }) => (
            <FriendRow key={user.id} user={user} status={presences && (presences[user.id] ?? 'offline')} />
          ))}
        </List>
      )}
    </>
  )
}

function NoFriends({ onAdd }: { onAdd: () => void }) {
  const { t } = useLingui()
  return (
    <EmptyState picture="hello" title={t`No friends yet`}>
      <p>
        <Trans>Ask somebody by their user name, or from their profile in a server.</Trans>
      </p>
      <Button icon="invite" onClick={onAdd}>
        <Trans>Add a friend</Trans>
      </Button>
    </EmptyState>
  )
}

function NobodyHere({ onAll }: { onAll: () => void }) {
  const { t } = useLingui()
  return (
    <EmptyState picture="home" title={t`Nobody is here right now`}>
      <p>
        <Trans>You see your friends here as soon as they come.</Trans>
      </p>
      <Button tone="secondary" onClick={onAll}>
        <Trans>Show all friends</Trans>
      </Button>
    </EmptyState>
  )
}
