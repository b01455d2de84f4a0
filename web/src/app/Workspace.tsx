import { Suspense, useEffect } from 'react'
import { useLocation, useRoute } from 'wouter'

import { ServerRail } from '@/features/servers/ServerRail'
import { UserPanel } from '@/features/members/UserPanel'
import { cx } from '@/lib/cx'
import { useMe, useNewDevices } from '@/live/queries'
import { useViewing } from '@/live/viewing'
import { fetchLater, later } from '@/ui/later'
import { showPane, useLayout } from '@/ui/layout'
import { usePhone } from '@/ui/use-phone'

import { Acting } from './Acting'
import { Asking } from './Asking'
import { ConnectionBanner } from './ConnectionBanner'
import { OpenNotifications } from './OpenNotifications'
import { OfferBanner } from './pages'
import { ServerPanes } from './ServerPanes'
import { useOutboxAtWork } from '@/features/messaging/use-outbox'
import { useTabTitle } from './use-tab-title'
import styles from './Workspace.module.css'

const Home = later(async () => (await import('./Home')).Home)
const FriendsPane = later(async () => (await import('./FriendsPane')).FriendsPane)
const News = later(async () => (await import('./News')).News)
const ViewingBanner = later(async () => (await import('./ViewingBanner')).ViewingBanner)

const NewDeviceBanner = later(
  async () => (await import('@/features/settings/NewDeviceBanner')).NewDeviceBanner,
)
const VerificationBanner = later(
  async () => (await import('@/features/auth/VerificationBanner')).VerificationBanner,
)

/** The rail, and beside it a server or the welcome page. */
export function Workspace() {
  const [, inChannel] = useRoute('/servers/:serverId/channels/:channelId/:messageId?')
  const [, inServer] = useRoute('/servers/:serverId')
  const [atFriends, inFriends] = useRoute('/friends/:tab?')
  const serverId = (inChannel ?? inServer)?.serverId
  const { pane, showMembers } = useLayout()
  const phone = usePhone()
  const me = useMe()
  const newDevices = useNewDevices()
  const viewing = useViewing((state) => state.viewing)
  useOutboxAtWork()
  const [location] = useLocation()
  useEffect(() => sessionStorage.setItem('beep.last-place', location), [location])
  useEffect(fetchLater, [])
  useTabTitle(serverId, inChannel?.channelId, atFriends)
  return (
    <div className={styles.frame}>
      <div>
        <ConnectionBanner />
        <Suspense>{viewing && <ViewingBanner viewing={viewing} serverId={serverId} />}</Suspense>
        <Suspense>{me?.verified === false && <VerificationBanner />}</Suspense>
        <Suspense>{newDevices.length > 0 && <NewDeviceBanner devices={newDevices} />}</Suspense>
        {serverId && (
          <Suspense>
            <OfferBanner key={serverId} serverId={serverId} />
          </Suspense>
        )}
      </div>
      <div className={cx(styles.panes, !showMembers && styles.withoutMembers)} data-pane={pane}>
        <nav className={styles.rail} inert={phone && pane !== 'navigation'}>
          <ServerRail current={serverId} />
        </nav>
        {serverId ? (
          <ServerPanes
            key={serverId}
            serverId={serverId}
            channelId={inChannel?.channelId}
            messageId={inChannel?.messageId}
            panel={<UserPanel />}
          />
        ) : (
          <Suspense>
            {atFriends ? (
              <FriendsPane tab={inFriends.tab} panel={<UserPanel />} />
            ) : (
              <Home panel={<UserPanel />} />
            )}
          </Suspense>
        )}
        {phone && pane !== 'main' && (
          <button
            type="button"
            className={styles.backdrop}
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => showPane('main')}
          />
        )}
      </div>
      <Asking />
      <Suspense>
        <News />
      </Suspense>
      <Acting />
      <OpenNotifications />
    </div>
  )
}
