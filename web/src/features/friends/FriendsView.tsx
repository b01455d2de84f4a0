import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'

import { explain } from '@/api/explain'
import { RELATION, type Relationship } from '@/api/people-types'
import { useLookAtFriends, useRelationships, useWaiting } from '@/live/friends'
import { usePresences } from '@/live/people'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'
import { Tabs } from '@/ui/Tabs'

import { AddFriend } from './AddFriend'
import { Count } from './Count'
import { FriendList } from './FriendList'
import { PendingList } from './PendingList'
import styles from './Friends.module.css'

export const FRIEND_TABS = ['online', 'all', 'pending', 'blocked', 'add'] as const
export type FriendTab = (typeof FRIEND_TABS)[number]

interface FriendsViewProps {
  tab: FriendTab
  onTab: (tab: FriendTab) => void
  /** Servers I am invited to by name. */
  invitations: ReactNode
  blocked: ReactNode
}

/** Who my friends are and which of them are there, who asks, whom I asked, whom I block. */
export function FriendsView({ tab, onTab, invitations, blocked }: FriendsViewProps) {
  const { t } = useLingui()
  useLookAtFriends()
  const { data } = useRelationships()
  const presences = usePresences(null)
  const waiting = useWaiting()
  const [search, setSearch] = useState('')
  const [typed, setTyped] = useState('')
  const friends = data?.filter((one) => one.type === RELATION.friend)
  const online = friends?.filter((one) => presences?.[one.id])
  const tabs = [
    { name: 'online', title: <Count of={online?.length}>{t`Online`}</Count> },
    { name: 'all', title: <Count of={friends?.length}>{t`All`}</Count> },
    {
      name: 'pending',
      title: (
        <Count of={waiting} calls>
          {t`Pending`}
        </Count>
      ),
    },
    { name: 'blocked', title: t`Blocked` },
    { name: 'add', title: t`Add a friend` },
  ] as const
  const lists = { search, onSearch: setSearch, presences, onAdd: () => onTab('add') }
  return (
    <div className={styles.body}>
      <Tabs label={t`Friends`} tabs={tabs} current={tab} onChange={onTab}>
        {tab === 'blocked' && blocked}
        {tab === 'add' && <AddFriend typed={typed} onType={setTyped} />}
        {tab !== 'blocked' && tab !== 'add' && (
          <Loaded>
            {(relationships) =>
              tab === 'pending' ? (
                <PendingList relationships={relationships} invitations={invitations} waiting={waiting} />
              ) : (
                <FriendList
                  {...lists}
                  onlineOnly={tab === 'online'}
                  onAll={() => onTab('all')}
                  friends={relationships.filter((one) => one.type === RELATION.friend)}
                />
              )
            }
          </Loaded>
        )}
      </Tabs>
    </div>
  )
}

/** What needs the list, once it is there. */
function Loaded({ children }: { children: (relationships: Relationship[]) => ReactNode }) {
  const { t, i18n } = useLingui()
  const { data, error, refetch, isFetching } = useRelationships()
  if (data) return children(data)
  if (!error) return <SkeletonRows count={4} label={t`The list is loading`} />
  return (
    <>
      <Notice tone="danger">{explain(i18n, error)}</Notice>
      <Button tone="secondary" icon="retry" busy={isFetching} onClick={() => void refetch()}>
        <Trans>Try again</Trans>
      </Button>
    </>
  )
}
