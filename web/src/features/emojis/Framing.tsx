import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type KeyboardEvent, type PointerEvent } from 'react'

import { Button } from '@/ui/Button'

import { filling, moved, SIDE, WHOLE, type Frame, type Size } from './framing'
import styles from './Framing.module.css'

interface FramingProps {
  size: Size
  frame: Frame
  /** What the frame makes of the picture. */
  shown: string
  onFrame: (frame: Frame) => void
}

const STEP = 4
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

/** Chooses what of a picture is kept: pushed with the pointer or the arrows, brought closer with the slider. */
export function Framing({ size, frame, shown, onFrame }: FramingProps) {
  const { t } = useLingui()
  const id = useId()
  const push = (right: number, down: number) => onFrame(moved(size, frame, right, down))
  const zoomTo = (zoom: number) => onFrame(moved(size, { ...frame, zoom }, 0, 0))
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key]
    if (!arrow) return
    event.preventDefault()
    push(...arrow)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const scale = SIDE / event.currentTarget.clientWidth
    push(event.movementX * scale, event.movementY * scale)
  }
  return (
    <div className={styles.framing}>
      {/* The picture is pushed about like a scroll area. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="group"
        aria-label={t`What is kept of the picture; arrows push it`}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles.square}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
      >
        <img src={shown} alt="" draggable={false} />
      </div>
      <div className={styles.tools}>
        <label htmlFor={id}>
          <Trans>Closer</Trans>
        </label>
        <input
          id={id}
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={frame.zoom}
          onChange={(event) => zoomTo(event.target.valueAsNumber)}
        />
        <div className={styles.presets}>
          <Button tone="secondary" onClick={() => onFrame(WHOLE)}>
            <Trans>Whole picture</Trans>
          </Button>
          <Button tone="secondary" onClick={() => zoomTo(filling(size))}>
            <Trans>Fill the square</Trans>
          </Button>
        </div>
      </div>
    </div>
  )
}
