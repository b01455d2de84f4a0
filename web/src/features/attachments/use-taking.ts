import { useLingui } from '@lingui/react'

import { complain } from '@/api/complain'
import type { Id } from '@/api/types'

/** Take files for a channel; how they travel is fetched with the first ones. */
export function useTaking(channelId: Id): (files: Iterable<File>) => void {
  const { i18n } = useLingui()
  return (files) => {
    // The field they come from is emptied meanwhile.
    const all = [...files]
    import('./taking').then(
      ({ take }) => take(i18n, channelId, all),
      (error: unknown) => void complain(i18n, error),
    )
  }
}
