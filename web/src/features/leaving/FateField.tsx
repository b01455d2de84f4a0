import { useLingui } from '@lingui/react/macro'

import type { ServerSummary } from '@/api/types'
import { nameOf } from '@/live/names'
import { useMe, useMembers } from '@/live/queries'
import { SelectField } from '@/ui/Field'

/** Whoever is next, deleted, or the id of the member who shall own it. */
export type Fate = string

/** What becomes of one of my servers. */
export function FateField({
  server,
  value,
  onChange,
}: {
  server: ServerSummary
  value: Fate
  onChange: (fate: Fate) => void
}) {
  const { t } = useLingui()
  const me = useMe()
  const { data: members = [] } = useMembers(server.id)
  const heirs = members.filter((member) => member.user.id !== me?.id && !member.user.bot)
  const options = [
    { value: 'next', label: t`Goes to its highest-ranked, then oldest member` },
    { value: 'delete', label: t`Is deleted with all that is in it` },
    ...heirs.map((member) => {
      const name = nameOf(member.user, member)
      return { value: member.user.id, label: t`Goes to ${name}, if they accept` }
    }),
  ]
  return (
    <SelectField label={t`The server ${server.name}`} value={value} options={options} onChange={onChange} />
  )
}
