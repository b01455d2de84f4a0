import { useLingui } from '@lingui/react/macro'

import type { Attachment } from '@/api/types'
import { cx } from '@/lib/cx'
import { fileAddress, fileSize, kindOf } from '@/lib/files'
import { Icon } from '@/ui/Icon'

import { FileSign } from './FileSign'
import styles from './MessageAttachments.module.css'

/** A file by its name and size, to be downloaded. */
export function FileCard({ file, bare }: { file: Attachment; bare?: boolean }) {
  const { t, i18n } = useLingui()
  return (
    <a
      className={cx(styles.card, bare && styles.bare)}
      href={fileAddress(file.url)}
      download={file.filename}
      rel="noopener"
      aria-label={t`Download ${file.filename}, ${fileSize(file.size, i18n.locale)}`}
    >
      {!bare && <FileSign kind={kindOf(file.content_type)} />}
      <span className={styles.words}>
        <strong>{file.filename}</strong>
        <span>
          {fileSize(file.size, i18n.locale)}
          {file.description && ` · ${file.description}`}
        </span>
      </span>
      <Icon name="arrowDown" size={18} />
    </a>
  )
}
