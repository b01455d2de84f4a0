/** Says an error at the edge of the screen. How errors are said travels after the first page. */
import type { I18n } from '@lingui/core'

import { workLater } from '@/ui/later'
import { toast } from '@/ui/toasts'

const loadExplain = workLater(() => import('./explain'))

/** Resolves to what was said. */
export async function complain(i18n: I18n, error: unknown): Promise<string> {
  const { explain } = await loadExplain()
  const sentence = explain(i18n, error)
  toast(sentence, 'danger')
  return sentence
}
