import { lazy, Suspense } from 'react'

import { useQuestion } from '@/live/asking'

const Explanation = lazy(async () => ({
  default: (await import('@/features/servers/explain/Explanation')).Explanation,
}))

/** The place where "why may they do this?" is answered, once somebody asks. */
export function Asking() {
  const question = useQuestion((state) => state.question)
  if (!question) return null
  return (
    <Suspense>
      <Explanation question={question} />
    </Suspense>
  )
}
