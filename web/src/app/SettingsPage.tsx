import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'

import { MyBots } from '@/features/applications/MyBots'
import { AdministratorsPage } from '@/features/administration/AdministratorsPage'
import { PeoplePage } from '@/features/administration/PeoplePage'
import { PlatformAuditPage } from '@/features/audit/PlatformAuditPage'
import { FriendsPrivacy } from '@/features/friends/FriendsPrivacy'
import { LettersPage } from '@/features/letters/LettersPage'
import { DataPage } from '@/features/leaving/DataPage'
import { BlockedPeople } from '@/features/members/BlockedPeople'
import { Clients } from '@/features/provider/Clients'
import { ConnectedApps } from '@/features/provider/ConnectedApps'
import { Account } from '@/features/settings/Account'
import { Appearance } from '@/features/settings/Appearance'
import { Profile } from '@/features/settings/Profile'
import { Security } from '@/features/settings/security/Security'
import { Sessions } from '@/features/settings/Sessions'
import { SignInMethods } from '@/features/settings/methods/SignInMethods'
import { useMe } from '@/live/queries'
import { cx } from '@/lib/cx'
import { Page } from '@/ui/Page'

import styles from './SettingsPage.module.css'

/** My settings, in a few short pages. */
export function SettingsPage({ section = 'profile' }: { section: string | undefined }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const me = useMe()
  const pages: Record<string, [title: ReactNode, page: ReactNode]> = {
    profile: [<Trans key="t">Profile</Trans>, <Profile key="p" />],
    account: [<Trans key="t">Account</Trans>, <Account key="p" />],
    methods: [<Trans key="t">Sign-in methods</Trans>, <SignInMethods key="p" />],
    security: [<Trans key="t">Security</Trans>, <Security key="p" />],
    appearance: [<Trans key="t">Appearance</Trans>, <Appearance key="p" />],
    sessions: [<Trans key="t">Sessions</Trans>, <Sessions key="p" />],
    apps: [<Trans key="t">Connected apps</Trans>, <ConnectedApps key="p" />],
    privacy: [<Trans key="t">Privacy</Trans>, <FriendsPrivacy key="p" />],
    blocked: [<Trans key="t">Blocked people</Trans>, <BlockedPeople key="p" />],
    bots: [<Trans key="t">My bots</Trans>, <MyBots key="p" />],
    data: [<Trans key="t">Data and account</Trans>, <DataPage key="p" />],
  }
  if (me?.global_roles?.includes('admin')) {
    pages.people = [<Trans key="t">People</Trans>, <PeoplePage key="p" />]
    pages.administrators = [<Trans key="t">Administrators</Trans>, <AdministratorsPage key="p" />]
    pages.clients = [<Trans key="t">Registered apps</Trans>, <Clients key="p" />]
    pages.letters = [<Trans key="t">Letters</Trans>, <LettersPage key="p" />]
    pages.log = [<Trans key="t">Log of this installation</Trans>, <PlatformAuditPage key="p" />]
  }
  const navigation = (
    <nav className={styles.nav} aria-label={t`Settings`}>
      {Object.entries(pages).map(([name, [title]]) => (
        <Link
          key={name}
          href={`/settings/${name}`}
          replace
          className={cx(styles.link, name === section && styles.current)}
          aria-current={name === section ? 'page' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  )
  return (
    <Page title={t`Settings`} navigation={navigation} onClose={() => navigate(lastPlace())}>
      {pages[section]?.[1] ?? pages.profile?.[1]}
    </Page>
  )
}

/** Back to where one was; a page opened directly has no before. */
function lastPlace(): string {
  return sessionStorage.getItem('beep.last-place') ?? '/'
}
