import { useLingui } from '@lingui/react/macro'

import type { ServerEmoji } from '@/api/types'
import { TextField } from '@/ui/Field'

import { asName, isGoodName, LONGEST } from './names'

interface NameFieldProps {
  name: string
  /** Those that have names already. */
  emojis: readonly ServerEmoji[]
  error: string | undefined
  onChange: (name: string) => void
}

/** What an emoji is called: it takes what a name may hold, and says when another one is called the same. */
export function NameField({ name, emojis, error, onChange }: NameFieldProps) {
  const { t } = useLingui()
  const taken = emojis.some((one) => one.name === name)
  const hint = !isGoodName(name)
    ? t`2 to 32 letters without accents, digits and _.`
    : taken
      ? t`There is one called that already: only the older one is found by its name.`
      : t`Written :${name}: in messages.`
  return (
    <TextField
      label={t`Name`}
      hint={hint}
      error={error}
      value={name}
      maxLength={LONGEST}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(asName(event.target.value))}
    />
  )
}
