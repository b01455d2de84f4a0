import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link, useRoute } from 'wouter'

import { useWaiting } from '@/live/friends'
import { useServers } from '@/live/queries'
import { ServerTile } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'
import { showPane, useLayout } from '@/ui/layout'
import { usePhone } from '@/ui/use-phone'

import styles from './Home.module.css'
import frame from './Workspace.module.css'

/** Beside the pages that belong to no server: my friends, and the servers I have. */
export function HomeNavigation({ panel }: { panel: ReactNode }) {
  const { t } = useLingui()
  const servers = useServers().data
  const waiting = useWaiting()
  const [atFriends] = useRoute('/friends/:tab?')
  const phone = usePhone()
  const pane = useLayout((state) => state.pane)
  const news = waiting > 0 ? plural(waiting, { one: '# waits for you', other: '# wait for you' }) : ''
  return (
    <nav className={frame.navigation} aria-label={t`Your servers`} inert={phone && pane !== 'navigation'}>
      <div className={styles.places}>
        <Link
          href={waiting > 0 ? '/friends/pending' : '/friends'}
          className={styles.link}
          aria-current={atFriends ? 'page' : undefined}
          onClick={() => showPane('main')}
        >
          <Icon name="people" />
          <span>
            <Trans>Friends</Trans>
          </span>
          {waiting > 0 && (
            <>
              <span className="visually-hidden">, {news}</span>
              <b className={styles.count} aria-hidden="true">
                {waiting}
              </b>
            </>
          )}
        </Link>
      </div>
      <h2 className={styles.heading}>
        <Trans>Your servers</Trans>
      </h2>
      <ul className={styles.list}>
        {servers?.map((server) => (
          <li key={server.id}>
            <Link href={`/servers/${server.id}`} className={styles.link}>
              <ServerTile id={server.id} picture={server.icon} name={server.name} size="s" />
              <span>{server.name}</span>
            </Link>
          </li>
        ))}
      </ul>
      {panel}
    </nav>
  )
}
