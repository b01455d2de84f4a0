import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from 'react'

import { Icon } from './Icon'
import styles from './Field.module.css'

interface FrameProps {
  label: string
  hint?: ReactNode
  error?: string
}

interface ControlIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label above, hint or error below, and the ids that tie them together. */
export function FieldFrame({
  label,
  hint,
  error,
  children,
}: FrameProps & { children: (ids: ControlIds) => ReactNode }) {
  const id = useId()
  const note = `${id}-note`
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': error || hint ? note : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error ? (
        <p id={note} className={styles.error}>
          {error}
        </p>
      ) : (
        hint && (
          <p id={note} className={styles.hint}>
            {hint}
          </p>
        )
      )}
    </div>
  )
}

export function TextField({
  label,
  hint,
  error,
  ...input
}: FrameProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => <input className={styles.input} {...input} {...ids} />}
    </FieldFrame>
  )
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: FrameProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => <textarea className={styles.input} rows={3} {...rest} {...ids} />}
    </FieldFrame>
  )
}

interface SelectProps<T extends string> extends FrameProps {
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}

export function SelectField<T extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
}: SelectProps<T>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ids) => (
        <div className={styles.select}>
          <select
            className={styles.input}
            value={value}
            onChange={(event) => onChange(event.target.value as T)}
            {...ids}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" size={16} />
        </div>
      )}
    </FieldFrame>
  )
}
