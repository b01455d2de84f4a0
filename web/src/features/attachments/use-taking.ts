import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'

import type { Id } from '@/api/types'
import { fileSize } from '@/lib/files'
import { toast } from '@/ui/toasts'

import { addFiles, MAX_BYTES, MAX_FILES } from './uploads'

/** Take files for a channel and say, before anything is sent, which ones cannot be. */
export function useTaking(channelId: Id): (files: Iterable<File>) => void {
  const { t, i18n } = useLingui()
  return (files) => {
    const { tooLarge, empty, tooMany } = addFiles(channelId, files)
    const limit = fileSize(MAX_BYTES, i18n.locale)
    for (const name of tooLarge)
      toast(t`“${name}” is larger than ${limit}. Send a smaller file, or a link to it.`, 'danger')
    for (const name of empty) toast(t`“${name}” is empty or a folder. Choose a file.`, 'danger')
    if (tooMany)
      toast(
        t`A message carries ${MAX_FILES} files at most: ${plural(tooMany, {
          one: '# file was left out.',
          other: '# files were left out.',
        })}`,
        'danger',
      )
  }
}
