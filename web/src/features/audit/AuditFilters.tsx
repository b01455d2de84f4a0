import { useLingui } from '@lingui/react/macro'

import type { AuditFilter } from '@/api/people-types'
import type { Id } from '@/api/types'
import { idOfTime, timeOfId } from '@/lib/snowflake'
import { SelectField, TextField } from '@/ui/Field'

import type { ActionWords } from './actions'
import styles from './Audit.module.css'

interface AuditFiltersProps {
  people: readonly { id: Id; name: string }[]
  actions: Readonly<Record<number, ActionWords>>
  filter: AuditFilter
  onChange: (filter: AuditFilter) => void
}

const DAY_MS = 86_400_000

/** Whose acts, which, and until when. */
export function AuditFilters({ people, actions, filter, onChange }: AuditFiltersProps) {
  const { t, i18n } = useLingui()
  const collator = new Intl.Collator(i18n.locale)
  const byName = (a: { label: string }, b: { label: string }) => collator.compare(a.label, b.label)
  const everybody = people.map((one) => ({ value: one.id, label: one.name })).sort(byName)
  const kinds = Object.entries(actions)
    .map(([value, { label }]) => ({ value, label: i18n._(label) }))
    .sort(byName)
  return (
    <div className={styles.filters}>
      <SelectField
        label={t`By whom`}
        value={filter.user_id ?? ''}
        options={[{ value: '', label: t`Everybody` }, ...everybody]}
        onChange={(id) => onChange({ ...filter, user_id: id || undefined })}
      />
      <SelectField
        label={t`What`}
        value={filter.action_type === undefined ? '' : String(filter.action_type)}
        options={[{ value: '', label: t`Everything` }, ...kinds]}
        onChange={(kind) => onChange({ ...filter, action_type: kind ? Number(kind) : undefined })}
      />
      <TextField
        label={t`Until`}
        type="date"
        value={filter.before ? dayOf(filter.before) : ''}
        onChange={({ target }) =>
          onChange({ ...filter, before: target.value ? endOf(target.value) : undefined })
        }
      />
    </div>
  )
}

/** The id before which everything is that happened up to the end of a day. */
function endOf(day: string): Id {
  return idOfTime(new Date(new Date(`${day}T00:00:00`).getTime() + DAY_MS))
}

function dayOf(before: Id): string {
  const date = new Date(timeOfId(before).getTime() - DAY_MS / 2)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
