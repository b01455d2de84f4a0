import { useLingui } from '@lingui/react/macro'
import { useEffect, useId, useRef, type MouseEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

import { IconButton } from './Button'
import styles from './Dialog.module.css'

interface DialogProps {
  title: string
  onClose: () => void
  children: ReactNode
  /** Sentence under the title. */
  intro?: ReactNode
}

/** A native modal dialog: it exists while it is open, Escape and the backdrop close it. */
export function Dialog({ title, intro, onClose, children }: DialogProps) {
  const { t } = useLingui()
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog || dialog.open) return
    dialog.showModal()
    // Where one begins, rather than the button that closes.
    dialog.querySelector<HTMLElement>('input:not([readonly]), [data-autofocus]')?.focus()
  }, [])
  const onBackdrop = (event: MouseEvent) => event.target === ref.current && onClose()
  return createPortal(
    // Clicking beside the dialog is a shortcut; Escape and the close button do the same.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={ref}
      className={styles.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={onBackdrop}
    >
      <div className={styles.body}>
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t`Close`} onClick={onClose} />
        </header>
        {intro && <p className={styles.intro}>{intro}</p>}
        {children}
      </div>
    </dialog>,
    document.body,
  )
}

/** The buttons at the bottom of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
