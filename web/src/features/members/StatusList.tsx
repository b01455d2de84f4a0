import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, type KeyboardEvent } from 'react'

import type { ChosenStatus } from '@/api/types'

import { CHOSEN_WORDS, shownAs } from './status'
import { StatusDot } from '@/ui/StatusDot'
import styles from './StatusList.module.css'

const CHOICES: { value: ChosenStatus; note?: MessageDescriptor }[] = [
  { value: 'online' },
  { value: 'idle' },
  { value: 'dnd', note: msg`Others see that you do not want to be interrupted.` },
  { value: 'invisible', note: msg`Others see you as offline; you see everything.` },
]

interface StatusListProps {
  chosen: ChosenStatus
  onChoose: (status: ChosenStatus) => void
  onClose: () => void
}

/** What I may be seen as; arrows move, Escape closes. */
export function StatusList({ chosen, onChoose, onClose }: StatusListProps) {
  const { t, i18n } = useLingui()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => list.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus(), [])
  return (
    <div
      ref={list}
      role="menu"
      tabIndex={-1}
      aria-label={t`My status`}
      className={styles.menu}
      onKeyDown={(event) => moveIn(event, onClose)}
    >
      {CHOICES.map((one) => (
        <button
          key={one.value}
          type="button"
          role="menuitemradio"
          aria-checked={one.value === chosen}
          className={styles.choice}
          onClick={() => onChoose(one.value)}
        >
          <StatusDot status={shownAs(one.value)} silent />
          <span>
            {i18n._(CHOSEN_WORDS[one.value])}
            {one.note && <small>{i18n._(one.note)}</small>}
          </span>
        </button>
      ))}
    </div>
  )
}

function moveIn(event: KeyboardEvent<HTMLDivElement>, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const at = items.indexOf(document.activeElement as HTMLButtonElement)
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
  const step = steps[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (step !== undefined) items.at(step % items.length)?.focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}
