import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useRef } from 'react'
import { Route, Switch } from 'wouter'

import { useSignedIn } from '@/api/use-signed-in'
import { startLive } from '@/live/start'
import { Toasts } from '@/ui/Toasts'

import {
  AuthorizePage,
  CallbackPage,
  FirstPage,
  InvitePage,
  ResetPage,
  SignInPage,
  SignOutPage,
  SignUpPage,
  UndoPage,
  VerifyPage,
} from './pages'
import { Proving } from './Proving'
import { Shell } from './Shell'
import { SignedIn } from './SignedIn'

/** All addresses of the client, and the live connection while somebody is signed in. */
export function App() {
  useLiveConnection()
  return (
    <>
      <Suspense fallback={<Shell />}>
        <Switch>
          <Route path="/login" component={SignInPage} />
          <Route path="/signup" component={SignUpPage} />
          <Route path="/verify" component={VerifyPage} />
          <Route path="/undo" component={UndoPage} />
          <Route path="/reset" component={ResetPage} />
          <Route path="/auth/callback/:provider">
            {({ provider }) => <CallbackPage provider={provider} />}
          </Route>
          <Route path="/authorize" component={AuthorizePage} />
          <Route path="/signout" component={SignOutPage} />
          <Route path="/first" component={FirstPage} />
          <Route path="/invite/:code">{({ code }) => <InvitePage code={code} />}</Route>
          <Route component={SignedIn} />
        </Switch>
      </Suspense>
      <Proving />
      <Toasts />
    </>
  )
}

function useLiveConnection() {
  const signedIn = useSignedIn()
  const client = useQueryClient()
  const wasSignedIn = useRef(signedIn)
  useEffect(() => {
    // What one person saw must not be there for the next one.
    if (!signedIn && wasSignedIn.current) client.clear()
    wasSignedIn.current = signedIn
    return signedIn ? startLive(client) : undefined
  }, [signedIn, client])
}
