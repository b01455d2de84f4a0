import { useLingui } from '@lingui/react/macro'

import { TextField } from '@/ui/Field'

export type CodeKind = 'totp' | 'recovery'

interface CodeFieldProps {
  kind: CodeKind
  value: string
  onChange: (code: string) => void
  error?: string
}

/** A code of an app, which devices offer by themselves, or one from paper. */
export function CodeField({ kind, value, onChange, error }: CodeFieldProps) {
  const { t } = useLingui()
  const common = {
    value,
    error,
    spellCheck: false,
    autoCapitalize: 'none',
    autoCorrect: 'off',
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  if (kind === 'recovery') {
    return (
      <TextField
        key={kind}
        label={t`Recovery code`}
        hint={t`Ten letters and digits. Each code works once.`}
        autoComplete="off"
        autoFocus
        {...common}
      />
    )
  }
  return (
    <TextField
      key={kind}
      label={t`Code of your authenticator app`}
      hint={t`Six digits, new every thirty seconds.`}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      {...common}
    />
  )
}
