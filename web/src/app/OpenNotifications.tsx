import { lazy, Suspense } from 'react'

import { useOpenSettings } from '@/features/notifications/open'

const NotificationsDialog = lazy(() => import('@/features/notifications/NotificationsDialog'))

/** The notification settings that a menu opened. */
export function OpenNotifications() {
  const target = useOpenSettings((state) => state.target)
  return (
    target && (
      <Suspense>
        <NotificationsDialog key={target.channel?.id} {...target} />
      </Suspense>
    )
  )
}
