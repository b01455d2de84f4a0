import { useLingui } from '@lingui/react/macro'
import { useState, type InputHTMLAttributes, type KeyboardEvent } from 'react'

import { IconButton } from './Button'
import { FieldFrame } from './Field'
import styles from './Field.module.css'

interface PasswordFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string
  hint?: string
  error?: string
}

/** A password that can be shown, and that warns about caps lock. */
export function PasswordField({ label, hint, error, ...input }: PasswordFieldProps) {
  const { t } = useLingui()
  const [shown, setShown] = useState(false)
  const [caps, setCaps] = useState(false)
  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))
  return (
    <FieldFrame label={label} hint={caps ? t`Caps lock is on.` : hint} error={error}>
      {(ids) => (
        <div className={styles.password}>
          <input
            className={styles.input}
            {...input}
            {...ids}
            type={shown ? 'text' : 'password'}
            onKeyUp={watchCaps}
            autoCapitalize="none"
            spellCheck={false}
          />
          <IconButton
            icon={shown ? 'eyeOff' : 'eye'}
            label={shown ? t`Hide password` : t`Show password`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </FieldFrame>
  )
}
