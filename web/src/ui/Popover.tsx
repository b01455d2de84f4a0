import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

import styles from './Popover.module.css'

export interface Anchor {
  left: number
  top: number
  right: number
  bottom: number
}

interface PopoverProps {
  label: string
  anchor: Anchor
  onClose: () => void
  children: ReactNode
}

const GAP = 6
const EDGE = 8

/** A small panel beside what opened it (at the foot of the screen on a phone); Escape and a click elsewhere close it. */
export function Popover({ label, anchor, onClose, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top?: number; bottom?: number }>()
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect()
    if (!box) return
    const fitsBelow = anchor.bottom + GAP + box.height <= window.innerHeight - EDGE
    const fitsAbove = anchor.top - GAP - box.height >= EDGE
    // Held where it opens from: what comes into it later may be of another size.
    const height = fitsBelow
      ? { top: anchor.bottom + GAP }
      : fitsAbove
        ? { bottom: window.innerHeight - anchor.top + GAP }
        : { top: EDGE }
    const left = Math.min(Math.max(EDGE, anchor.right - box.width), window.innerWidth - box.width - EDGE)
    setPlace({ left: Math.max(EDGE, left), ...height })
  }, [anchor])
  useEffect(() => {
    const before = document.activeElement
    const away = (event: PointerEvent) => {
      if (!ref.current?.contains(event.target as Node)) onClose()
    }
    document.addEventListener('pointerdown', away)
    return () => {
      document.removeEventListener('pointerdown', away)
      // The focus goes back, unless it has gone somewhere on purpose.
      const lost = !document.activeElement || document.activeElement === document.body
      if (lost && before instanceof HTMLElement) before.focus()
    }
  }, [onClose])
  return createPortal(
    // Escape is for the panel, wherever in it the focus is.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={ref}
      role="dialog"
      aria-label={label}
      className={styles.popover}
      style={place ?? { opacity: 0 }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      {children}
    </div>,
    document.body,
  )
}
