import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { Link, useRoute } from 'wouter'

import { cx } from '@/lib/cx'
import { useServers } from '@/live/queries'
import { useUnread, type Unread } from '@/live/unread'
import { ServerTile } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'
import { later } from '@/ui/later'
import { Logo } from '@/ui/Logo'
import { Skeleton } from '@/ui/Skeleton'

import { openCreateServer, openJoinServer, useServerDialog } from './dialogs'
import { FriendsLink } from './FriendsLink'
import styles from './ServerRail.module.css'

const CreateServerDialog = later(async () => (await import('./CreateServerDialog')).CreateServerDialog)
const JoinServerDialog = later(async () => (await import('./JoinServerDialog')).JoinServerDialog)

/** All my servers, at the very left. */
export function ServerRail({ current }: { current: string | undefined }) {
  const { t } = useLingui()
  const { data: servers, isPending } = useServers()
  const dialog = useServerDialog((state) => state.open)
  const unread = useUnread()
  const [atFriends] = useRoute('/friends/:tab?')
  return (
    <div className={styles.rail}>
      <Link
        href="/"
        className={cx(styles.home, !current && !atFriends && styles.current)}
        aria-label={t`Home`}
        title={t`Home`}
      >
        <Logo size={44} />
      </Link>
      <FriendsLink />
      <ul className={styles.list} aria-label={t`Servers`}>
        {isPending && [1, 2, 3].map((key) => <Skeleton key={key} width={44} height={44} />)}
        {servers?.map((server) => (
          <li key={server.id}>
            <RailLink
              id={server.id}
              name={server.name}
              picture={server.icon}
              current={server.id === current}
              unread={unread[server.id]}
            />
          </li>
        ))}
        <li>
          <button
            type="button"
            aria-label={t`Create a server`}
            title={t`Create a server`}
            onClick={openCreateServer}
          >
            <Icon name="plus" />
          </button>
        </li>
        <li>
          <button
            type="button"
            aria-label={t`Join a server`}
            title={t`Join a server`}
            onClick={openJoinServer}
          >
            <Icon name="link" />
          </button>
        </li>
        <li>
          <Link href="/discover" className={styles.add} aria-label={t`Discover`} title={t`Discover`}>
            <Icon name="compass" />
          </Link>
        </li>
      </ul>
      <Suspense>
        {dialog === 'create' && <CreateServerDialog />}
        {dialog === 'join' && <JoinServerDialog />}
      </Suspense>
    </div>
  )
}

interface RailLinkProps {
  id: string
  name: string
  picture: string | null
  current: boolean
  unread: Unread | undefined
}

function RailLink({ id, name, picture, current, unread }: RailLinkProps) {
  const { t } = useLingui()
  const mentions = unread?.mentionCount ?? 0
  const isUnread = unread?.calls ?? false
  const state =
    mentions > 0 ? plural(mentions, { one: '# mention', other: '# mentions' }) : isUnread ? t`unread` : ''
  return (
    <Link
      href={`/servers/${id}`}
      className={cx(styles.server, current && styles.current)}
      aria-current={current ? 'page' : undefined}
      aria-label={state ? `${name}, ${state}` : name}
      title={name}
    >
      <ServerTile id={id} picture={picture} name={name} />
      {mentions > 0 ? (
        <b className={styles.count}>{mentions}</b>
      ) : (
        isUnread && <span className={styles.dot} />
      )}
    </Link>
  )
}
