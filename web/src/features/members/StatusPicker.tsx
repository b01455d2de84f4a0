import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

import { updateStatus } from '@/api/calls/update-status'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { ChosenStatus, Me } from '@/api/types'
import { useChosenStatus } from '@/live/people'
import { toast } from '@/ui/toasts'

import { PersonPicture } from './PersonPicture'
import { CHOICES, shownAs } from './status'
import { StatusDot } from './StatusDot'
import styles from './UserPanel.module.css'

/** Me, and a list of what I may be seen as. */
export function StatusPicker({ me, name }: { me: Me; name: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const chosen = useChosenStatus()
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const change = useMutation({
    mutationFn: updateStatus,
    onSuccess: ({ status }) => client.setQueryData<ChosenStatus>(keys.status, status),
    onError: (error) => toast(explain(i18n, error), 'danger'),
  })
  const close = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (!open) return
    box.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus()
    const away = (event: PointerEvent) => box.current?.contains(event.target as Node) || setOpen(false)
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const shown = change.isPending ? change.variables : chosen
  const label = CHOICES.find((one) => one.value === shown)?.label
  return (
    <div ref={box} className={styles.picker}>
      <button
        type="button"
        className={styles.me}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label && t`${name}, ${i18n._(label)}. Change my status`}
        onClick={() => setOpen(!open)}
      >
        <PersonPicture user={me} name={name} status={shownAs(shown)} size="m" silent />
        <span className={styles.names}>
          <strong>{name}</strong> <span>{label && i18n._(label)}</span>
        </span>
      </button>
      {open && (
        <div
          role="menu"
          tabIndex={-1}
          aria-label={t`My status`}
          className={styles.menu}
          onKeyDown={(event) => moveIn(event, close)}
        >
          {CHOICES.map((one) => (
            <button
              key={one.value}
              type="button"
              role="menuitemradio"
              aria-checked={one.value === chosen}
              className={styles.choice}
              onClick={() => {
                close()
                change.mutate(one.value)
              }}
            >
              <StatusDot status={shownAs(one.value)} silent />
              <span>
                {i18n._(one.label)}
                {one.note && <small>{i18n._(one.note)}</small>}
              </span>
            </button>
          ))}
        </div>
      )}
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
