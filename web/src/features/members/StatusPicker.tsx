import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState } from 'react'

import { updateStatus } from '@/api/calls/update-status'
import { complain } from '@/api/complain'
import { keys } from '@/api/keys'
import type { ChosenStatus, Me } from '@/api/types'
import { useChosenStatus } from '@/live/people'
import { later } from '@/ui/later'

import { PersonPicture } from '@/ui/PersonPicture'
import { CHOSEN_WORDS, shownAs } from './status'
import styles from './UserPanel.module.css'

const StatusList = later(async () => (await import('./StatusList')).StatusList)

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
    onError: (error) => void complain(i18n, error),
  })
  const close = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (!open) return
    const away = (event: PointerEvent) => box.current?.contains(event.target as Node) || setOpen(false)
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  const shown = change.isPending ? change.variables : chosen
  const label = i18n._(CHOSEN_WORDS[shown])
  return (
    <div ref={box} className={styles.picker}>
      <button
        type="button"
        className={styles.me}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t`${name}, ${label}. Change my status`}
        onClick={() => setOpen(!open)}
      >
        <PersonPicture user={me} name={name} status={shownAs(shown)} size="m" silent />
        <span className={styles.names}>
          <strong>{name}</strong> <span>{label}</span>
        </span>
      </button>
      <Suspense>
        {open && (
          <StatusList
            chosen={chosen}
            onClose={close}
            onChoose={(status) => {
              close()
              change.mutate(status)
            }}
          />
        )}
      </Suspense>
    </div>
  )
}
