import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { Attachment } from '@/api/types'
import { cx } from '@/lib/cx'
import { averageColor, fileAddress, fitted } from '@/lib/files'

import styles from './MessageAttachments.module.css'

const ALONE = { width: 420, height: 340 }
const TILE = 400

interface Props {
  file: Attachment
  alone: boolean
  onOpen: () => void
}

/** An image in its place from the start: its size is known before it is there. */
export function ImageTile({ file, alone, onOpen }: Props) {
  const { t } = useLingui()
  const [veiled, setVeiled] = useState(file.is_spoiler ?? false)
  const [broken, setBroken] = useState(false)
  const size = fitted(file.width ?? 1, file.height ?? 1, ALONE)
  const wanted = Math.max(size.width, size.height, alone ? 0 : TILE) * Math.min(2, devicePixelRatio || 1)
  const moves = file.content_type === 'image/gif'
  const source = fileAddress(file.url, moves ? {} : { width: wanted, height: wanted })
  const name = file.description ?? file.filename
  return (
    <button
      type="button"
      className={cx(styles.tile, alone && styles.alone)}
      style={{
        ...(alone && { width: size.width, aspectRatio: `${size.width} / ${size.height}` }),
        background: averageColor(file.placeholder),
      }}
      aria-label={veiled ? t`Show the spoiler ${file.filename}` : t`Open the image ${name}`}
      onClick={() => (veiled ? setVeiled(false) : onOpen())}
    >
      {broken ? (
        <span className={styles.broken}>
          <Trans>This image cannot be shown.</Trans>
        </span>
      ) : (
        <img
          src={source}
          alt={file.description ?? ''}
          width={size.width}
          height={size.height}
          loading="lazy"
          decoding="async"
          className={cx(veiled && styles.veiled)}
          onError={() => setBroken(true)}
        />
      )}
      {veiled && (
        <span className={styles.veil}>
          <Trans>Spoiler</Trans>
        </span>
      )}
    </button>
  )
}
