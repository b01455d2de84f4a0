import { Redirect, Route, Switch, useLocation } from 'wouter'

import { useSignedIn } from '@/api/use-signed-in'

import { ChannelPermissionsPage, DiscoverPage, ServerSettingsPage, SettingsPage, Workspace } from './pages'

/** Pages for people who are signed in; the others are sent to the door and remember where they were going. */
export function SignedIn() {
  const signedIn = useSignedIn()
  const [location] = useLocation()
  if (!signedIn) {
    const next = location === '/' ? '' : `?next=${encodeURIComponent(location)}`
    return <Redirect to={`/login${next}`} replace />
  }
  return (
    <Switch>
      <Route path="/settings/:section?">{({ section }) => <SettingsPage section={section} />}</Route>
      <Route path="/servers/:id/settings/:section?">
        {({ id, section }) => <ServerSettingsPage serverId={id} section={section} />}
      </Route>
      <Route path="/servers/:id/channels/:channel/permissions">
        {({ id, channel }) => <ChannelPermissionsPage serverId={id} channelId={channel} />}
      </Route>
      <Route path="/discover" component={DiscoverPage} />
      <Route component={Workspace} />
    </Switch>
  )
}
