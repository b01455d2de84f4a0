import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'

import type { Attachment, Message } from '@/api/types'
import { cx } from '@/lib/cx'
import { fileAddress, kindOf } from '@/lib/files'

import { FileCard } from './FileCard'
import { ImageTile } from './ImageTile'
import styles from './MessageAttachments.module.css'

const Lightbox = lazy(() => import('./Lightbox'))

/** Under the words of a message: images side by side, players, and the rest as cards. */
export function MessageAttachments({ message }: { message: Message }) {
  const { t } = useLingui()
  const [open, setOpen] = useState<number>()
  const files = message.attachments ?? []
  if (files.length === 0) return null
  const images = files.filter(isImage)
  return (
    <div className={styles.files}>
      {images.length > 0 && (
        <div
          className={cx(styles.images, images.length > 1 && styles.many)}
          data-count={Math.min(images.length, 4)}
          role="group"
          aria-label={t`Images`}
        >
          {images.map((file, at) => (
            <ImageTile key={file.id} file={file} alone={images.length === 1} onOpen={() => setOpen(at)} />
          ))}
        </div>
      )}
      {files
        .filter((file) => !isImage(file))
        .map((file) => (
          <Other key={file.id} file={file} />
        ))}
      {open !== undefined && (
        <Suspense>
          <Lightbox images={images} start={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

function isImage(file: Attachment): boolean {
  return kindOf(file.content_type) === 'image' && Boolean(file.width && file.height)
}

function Other({ file }: { file: Attachment }) {
  const kind = kindOf(file.content_type)
  const label = file.description ?? file.filename
  if (kind === 'video') {
    return (
      <figure className={styles.player}>
        {/* Whoever sends a video rarely has its words in a file of their own. */}
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <video src={fileAddress(file.url)} controls preload="metadata" aria-label={label} />
        <FileCard file={file} bare />
      </figure>
    )
  }
  if (kind === 'audio') {
    return (
      <figure className={styles.player}>
        <FileCard file={file} bare />
        {/* eslint-disable-next-line jsx-a11y/media-has-caption */}
        <audio src={fileAddress(file.url)} controls preload="none" aria-label={label} />
      </figure>
    )
  }
  return <FileCard file={file} />
}
