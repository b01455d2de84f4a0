import { useLingui } from '@lingui/react/macro'

import { explainField } from '@/api/explain'
import type { Role } from '@/api/types'
import { TextField } from '@/ui/Field'
import { Switch } from '@/ui/Switch'

import { ColorPicker } from './ColorPicker'
import { change } from './drafts'
import styles from './RolesPage.module.css'

interface RoleDisplayProps {
  role: Role
  /** The role with its unsaved changes. */
  shown: Role
  fixed: boolean
  error: unknown
}

/** What a role is called and how it shows. */
export function RoleDisplay({ role, shown, fixed, error }: RoleDisplayProps) {
  const { t, i18n } = useLingui()
  const empty = shown.name.trim() === '' ? t`A role needs a name.` : undefined
  return (
    <div className={styles.fields}>
      <TextField
        label={t`Role name`}
        value={shown.name}
        maxLength={50}
        disabled={fixed}
        autoComplete="off"
        error={empty ?? explainField(i18n, error, 'name')}
        onChange={(event) => change(role, { name: event.target.value })}
      />
      <ColorPicker
        value={shown.color}
        name={shown.name}
        disabled={fixed}
        onChange={(color) => change(role, { color })}
      />
      <Switch
        label={t`Show its members apart`}
        note={t`They get a heading of their own in the list of members.`}
        checked={shown.hoist}
        disabled={fixed}
        onChange={(hoist) => change(role, { hoist })}
      />
      <Switch
        label={t`Anybody may mention it`}
        note={t`A mention notifies everybody who has the role. Otherwise only those who may mention everyone can.`}
        checked={shown.mentionable}
        disabled={fixed}
        onChange={(mentionable) => change(role, { mentionable })}
      />
    </div>
  )
}
