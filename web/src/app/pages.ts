/** Pages that travel only when they are needed. */
import { lazy } from 'react'

import { onDemand } from '@/ui/later'

export const loadWorkspace = () => import('./Workspace')
export const loadAuth = () => import('@/features/auth/pages')

export const Workspace = lazy(() => loadWorkspace().then((page) => ({ default: page.Workspace })))
export const SignInPage = lazy(() => loadAuth().then((page) => ({ default: page.SignInPage })))
export const SignUpPage = lazy(() => loadAuth().then((page) => ({ default: page.SignUpPage })))
export const VerifyPage = lazy(() => loadAuth().then((page) => ({ default: page.VerifyPage })))
export const UndoPage = lazy(() => loadAuth().then((page) => ({ default: page.UndoPage })))
export const ResetPage = lazy(() => loadAuth().then((page) => ({ default: page.ResetPage })))
export const CallbackPage = onDemand(async () => (await import('@/features/auth/CallbackPage')).CallbackPage)
export const InvitePage = lazy(() =>
  import('@/features/servers/InvitePage').then((page) => ({ default: page.InvitePage })),
)
export const AuthorizePage = lazy(() =>
  import('@/features/provider/AuthorizePage').then((page) => ({ default: page.AuthorizePage })),
)
export const SignOutPage = lazy(() =>
  import('@/features/provider/SignOutPage').then((page) => ({ default: page.SignOutPage })),
)
export const FirstPage = lazy(() =>
  import('@/features/administration/FirstPage').then((page) => ({ default: page.FirstPage })),
)
export const SettingsPage = lazy(() =>
  import('./SettingsPage').then((page) => ({ default: page.SettingsPage })),
)
export const ServerSettingsPage = lazy(() =>
  import('./ServerSettingsPage').then((page) => ({ default: page.ServerSettingsPage })),
)
export const ChannelPermissionsPage = lazy(() =>
  import('./ChannelPermissionsPage').then((page) => ({ default: page.ChannelPermissionsPage })),
)
export const DiscoverPage = lazy(() =>
  import('./DiscoverPage').then((page) => ({ default: page.DiscoverPage })),
)
export const OfferBanner = lazy(() =>
  import('@/features/servers/OfferBanner').then((page) => ({ default: page.OfferBanner })),
)
export const InvitedList = lazy(() =>
  import('@/features/servers/InvitedList').then((page) => ({ default: page.InvitedList })),
)
