import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { createPortal } from 'react-dom'

import type { Attachment } from '@/api/types'
import { averageColor, fileAddress } from '@/lib/files'
import { IconButton } from '@/ui/Button'

import styles from './Lightbox.module.css'

interface Props {
  images: Attachment[]
  start: number
  onClose: () => void
}

/** One image as large as the window; the arrows go to the others of its message. */
export default function Lightbox({ images, start, onClose }: Props) {
  const { t } = useLingui()
  const [at, setAt] = useState(start)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])
  const image = images[at]
  if (!image) return null
  const step = (by: number) => setAt((at + by + images.length) % images.length)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') step(1)
    else if (event.key === 'ArrowLeft') step(-1)
    else if (event.key === 'Home') setAt(0)
    else if (event.key === 'End') setAt(images.length - 1)
    else return
    event.preventDefault()
  }
  const beside = (event: MouseEvent) =>
    event.target instanceof HTMLImageElement || onCloseBeside(event, onClose)
  return createPortal(
    // Clicking beside the image is a shortcut; Escape and the close button do the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles.box}
      aria-label={t`Image ${image.description ?? image.filename}`}
      onKeyDown={onKeyDown}
      onClick={beside}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <img
        key={image.id}
        src={fileAddress(image.url)}
        alt={image.description ?? image.filename}
        width={image.width ?? undefined}
        height={image.height ?? undefined}
        style={{ background: averageColor(image.placeholder) }}
      />
      <div className={styles.bar}>
        <p>
          <strong>{image.filename}</strong>
          {image.description && <span>{image.description}</span>}
        </p>
        <a href={fileAddress(image.url)} download={image.filename}>
          <Trans>Download</Trans>
        </a>
        <IconButton icon="close" label={t`Close`} onClick={onClose} />
      </div>
      {images.length > 1 && (
        <>
          <IconButton
            icon="back"
            size={28}
            className={styles.before}
            label={t`Image before`}
            onClick={() => step(-1)}
          />
          <IconButton
            icon="back"
            size={28}
            className={styles.after}
            label={t`Image after`}
            onClick={() => step(1)}
          />
          <p className={styles.count} aria-live="polite">
            {at + 1} / {images.length}
          </p>
        </>
      )}
    </dialog>,
    document.body,
  )
}

function onCloseBeside(event: MouseEvent, onClose: () => void): void {
  if (event.target === event.currentTarget) onClose()
}
