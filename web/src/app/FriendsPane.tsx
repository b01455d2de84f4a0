import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'

import { FRIEND_TABS, FriendsView } from '@/features/friends/FriendsView'
import { BlockedPeople } from '@/features/members/BlockedPeople'
import { InvitedList } from '@/features/servers/InvitedList'
import { useLayout } from '@/ui/layout'
import { PaneHeader } from '@/ui/PaneHeader'
import { usePhone } from '@/ui/use-phone'

import { HomeNavigation } from './HomeNavigation'
import frame from './Workspace.module.css'

/** The page of friends, beside the way to the servers. */
export function FriendsPane({ tab, panel }: { tab: string | undefined; panel: ReactNode }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const phone = usePhone()
  const pane = useLayout((state) => state.pane)
  return (
    <>
      <HomeNavigation panel={panel} />
      <main className={`${frame.main} ${frame.wide}`} inert={phone && pane !== 'main'}>
        <PaneHeader title={t`Friends`} icon="people" />
        <FriendsView
          tab={FRIEND_TABS.find((one) => one === tab) ?? 'online'}
          onTab={(to) => navigate(`/friends/${to}`, { replace: true })}
          invitations={<InvitedList />}
          blocked={<BlockedPeople />}
        />
      </main>
    </>
  )
}
