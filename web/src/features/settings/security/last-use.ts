import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import { timeAgo } from '@/lib/time'

export function lastUse(i18n: I18n, at: string | null): string {
  if (!at) return i18n._(msg`not used yet`)
  const ago = timeAgo(new Date(at), i18n.locale)
  return i18n._(msg`last used ${ago}`)
}
