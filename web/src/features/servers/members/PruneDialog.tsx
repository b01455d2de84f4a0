import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { countPrune } from '@/api/calls/count-prune'
import { prune } from '@/api/calls/prune'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { ActDialog } from '@/live/ActDialog'
import { SelectField } from '@/ui/Field'

/** Let go of members who have no role and have not come for some time; says first how many they are. */
export function PruneDialog({ serverId, onClose }: { serverId: string; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [days, setDays] = useState('30')
  const counted = useQuery({
    queryKey: ['prune', serverId, days],
    queryFn: () => countPrune(serverId, Number(days)),
    gcTime: 0,
  })
  const count = counted.data?.pruned ?? 0
  const found = plural(count, {
    0: 'Nobody would leave.',
    one: 'One member would leave. They may come back with an invitation.',
    other: '# members would leave. They may come back with an invitation.',
  })
  const hint = counted.error ? explain(i18n, counted.error) : counted.data ? found : t`Counting…`
  return (
    <ActDialog
      title={t`Prune the members`}
      intro={t`Members without a role who have not come for a while leave the server.`}
      act={t`Prune`}
      disabled={count === 0}
      run={async (reason) => {
        await prune(serverId, Number(days), reason)
        await client.invalidateQueries({ queryKey: keys.members(serverId) })
      }}
      onClose={onClose}
    >
      <SelectField
        label={t`Not seen for`}
        hint={hint}
        value={days}
        options={[
          { value: '7', label: t`7 days` },
          { value: '14', label: t`14 days` },
          { value: '30', label: t`30 days` },
        ]}
        onChange={setDays}
      />
    </ActDialog>
  )
}
