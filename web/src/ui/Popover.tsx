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
  const [place, setPlace] = useState<{ left: number; top: number }>()
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect()
    if (!box) return
    const below = anchor.bottom + GAP
    const above = anchor.top - GAP - box.height
    const top = below + box.height <= window.innerHeight - EDGE ? below : above >= EDGE ? above : EDGE
    const left = Math.min(Math.max(EDGE, anchor.right - box.width), window.innerWidth - box.width - EDGE)
    setPlace({ left: Math.max(EDGE, left), top })
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
      style={place ?? { visibility: 'hidden' }}
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
