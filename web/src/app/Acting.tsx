import { lazy, Suspense } from 'react'

import { stopActing, useActing } from '@/live/acting'

const MemberDialogs = lazy(async () => ({
  default: (await import('@/features/members/MemberDialogs')).MemberDialogs,
}))

/** The place where members are kicked, banned, timed out and given nicknames, once somebody asks. */
export function Acting() {
  const acting = useActing((state) => state.acting)
  if (!acting) return null
  return (
    <Suspense>
      <MemberDialogs {...acting} onClose={stopActing} />
    </Suspense>
  )
}
