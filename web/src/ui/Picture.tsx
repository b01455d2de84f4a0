import { Suspense } from 'react'

import { later } from './later'
import type { PictureName } from './pictures'

export type { PictureName }

/** The words around a drawing say everything: it may come after them, or not at all. */
const Drawing = later(() =>
  import('./pictures').then(
    (module) => module.Drawing,
    () => NoDrawing,
  ),
)

function NoDrawing(_: { name: PictureName }) {
  return null
}

export function Picture({ name }: { name: PictureName }) {
  return (
    <svg viewBox="0 0 160 130" width="160" height="130" aria-hidden="true">
      <Suspense>
        <Drawing name={name} />
      </Suspense>
    </svg>
  )
}
