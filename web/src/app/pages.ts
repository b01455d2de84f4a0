/** Pages that travel only when they are needed; the words of the first three travel with them. */
import { lazy } from 'react'

import { onDemand } from '@/ui/later'

export const loadWorkspace = () => import('./Workspace')
export const loadAuth = () => import('@/features/auth/pages')

export const Workspace = lazy(() => loadWorkspace().then((page) => ({ default: page.Workspace })))
export const SignInPage = lazy(() => loadAuth().then((page) => ({ default: page.SignInPage })))
export const SignUpPage = lazy(() => loadAuth().then((page) => ({ default: page.SignUpPage })))
export const VerifyPage = onDemand(async () => (await loadAuth()).VerifyPage)
export const UndoPage = onDemand(async () => (await loadAuth()).UndoPage)
export const ResetPage = onDemand(async () => (await loadAuth()).ResetPage)
export const CallbackPage = onDemand(async () => (await import('@/features/auth/CallbackPage')).CallbackPage)
export const InvitePage = onDemand(async () => (await import('@/features/servers/InvitePage')).InvitePage)
export const AuthorizePage = onDemand(
  async () => (await import('@/features/provider/AuthorizePage')).AuthorizePage,
)
export const SignOutPage = onDemand(async () => (await import('@/features/provider/SignOutPage')).SignOutPage)
export const FirstPage = onDemand(async () => (await import('@/features/administration/FirstPage')).FirstPage)
export const SettingsPage = onDemand(async () => (await import('./SettingsPage')).SettingsPage)
export const ServerSettingsPage = onDemand(
  async () => (await import('./ServerSettingsPage')).ServerSettingsPage,
)
export const ChannelPermissionsPage = onDemand(
  async () => (await import('./ChannelPermissionsPage')).ChannelPermissionsPage,
)
export const DiscoverPage = onDemand(async () => (await import('./DiscoverPage')).DiscoverPage)
export const OfferBanner = onDemand(async () => (await import('@/features/servers/OfferBanner')).OfferBanner)
export const InvitedList = onDemand(async () => (await import('@/features/servers/InvitedList')).InvitedList)
