import { Suspense } from 'react'

import { endProving, useProving } from '@/live/proving'
import { later } from '@/ui/later'

const ProveDialog = later(async () => (await import('@/features/auth/ProveDialog')).ProveDialog)

/** The place where "is it still you?" is asked, when an act needs it. */
export function Proving() {
  const question = useProving((state) => state.question)
  if (!question) return null
  return (
    <Suspense>
      <ProveDialog onEnd={endProving} />
    </Suspense>
  )
}
