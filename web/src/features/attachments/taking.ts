import { plural, t } from '@lingui/core/macro'
import type { I18n } from '@lingui/core'

import type { Id } from '@/api/types'
import { fileSize } from '@/lib/files'
import { toast } from '@/ui/toasts'

import { addFiles, MAX_BYTES, MAX_FILES } from './uploads'

/** Take files for a channel and say, before anything is sent, which ones cannot be. */
export function take(i18n: I18n, channelId: Id, files: Iterable<File>): void {
  const { tooLarge, empty, tooMany } = addFiles(channelId, files)
  const limit = fileSize(MAX_BYTES, i18n.locale)
  for (const name of tooLarge)
    toast(t(i18n)`“${name}” is larger than ${limit}. Send a smaller file, or a link to it.`, 'danger')
  for (const name of empty) toast(t(i18n)`“${name}” is empty or a folder. Choose a file.`, 'danger')
  if (tooMany)
    toast(
      t(i18n)`A message carries ${MAX_FILES} files at most: ${plural(tooMany, {
        one: '# file was left out.',
        other: '# files were left out.',
      })}`,
      'danger',
    )
}
