import { useId, type ReactNode } from 'react'

import { Icon, type IconName } from './Icon'
import styles from './TriState.module.css'

export type Tri = 'deny' | 'inherit' | 'allow'

interface TriStateProps {
  label: ReactNode
  note?: ReactNode
  value: Tri
  words: Record<Tri, string>
  disabled?: boolean
  onChange: (value: Tri) => void
}

const STATES: [Tri, IconName][] = [
  ['deny', 'close'],
  ['inherit', 'slash'],
  ['allow', 'check'],
]

/** Something that is forbidden, left as it is elsewhere, or allowed. */
export function TriState({ label, note, value, words, disabled, onChange }: TriStateProps) {
  const id = useId()
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <span id={id}>{label}</span>
        {note && <p id={`${id}-note`}>{note}</p>}
      </div>
      <div
        role="radiogroup"
        aria-labelledby={id}
        aria-describedby={note ? `${id}-note` : undefined}
        className={styles.states}
      >
        {STATES.map(([state, icon]) => (
          <label key={state} data-state={state} title={words[state]}>
            <input
              type="radio"
              name={id}
              aria-label={words[state]}
              checked={value === state}
              disabled={disabled}
              onChange={() => onChange(state)}
            />
            <span>
              <Icon name={icon} size={16} />
            </span>
          </label>
        ))}
      </div>
    </div>
  )
}
