import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, type ReactNode } from 'react'

import { squarePicture } from '@/lib/square'

import { Button } from './Button'
import { Notice } from './Notice'
import styles from './PicturePicker.module.css'
import { toast } from './toasts'

interface PicturePickerProps {
  /** What is shown now. */
  shown: ReactNode
  /** Whether there is a picture of one's own to remove. */
  removable: boolean
  busy: boolean
  error?: string
  /** A data URI; `null` removes the picture. */
  onChoose: (picture: string | null) => void
}

/** A picture, and the buttons that choose another, cut square here, or remove it. */
export function PicturePicker({ shown, removable, busy, error, onChoose }: PicturePickerProps) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const choose = async (file: File | undefined) => {
    if (!file) return
    const { uri, tooLarge } = await squarePicture(file)
    if (uri) onChoose(uri)
    else if (tooLarge) toast(t`This animation is too large. Choose one under 700 kB.`, 'danger')
    else toast(t`Choose a PNG, JPEG, GIF or WebP picture.`, 'danger')
  }
  return (
    <div className={styles.picture}>
      {shown}
      <div className={styles.choices}>
        <Button tone="secondary" busy={busy} onClick={() => input.current?.click()}>
          <Trans>Change picture</Trans>
        </Button>
        {removable && (
          <Button tone="ghost" disabled={busy} onClick={() => onChoose(null)}>
            <Trans>Remove picture</Trans>
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        hidden
        data-picture
        onChange={(event) => {
          void choose(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {error && <Notice tone="danger">{error}</Notice>}
    </div>
  )
}
