import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { updateMember } from '@/api/calls/update-member'
import { nameOf } from '@/live/names'
import { SelectField } from '@/ui/Field'

import type { ActProps } from './act'
import { ActForm } from './ActForm'

type Minutes = '5' | '60' | '1440' | '10080'

export function TimeoutDialog({ serverId, user, member, onClose }: ActProps) {
  const { t } = useLingui()
  const [minutes, setMinutes] = useState<Minutes>('60')
  const name = nameOf(user, member)
  const run = (reason: string | undefined) => {
    const until = new Date(Date.now() + Number(minutes) * 60_000).toISOString()
    return updateMember(serverId, user.id, { communication_disabled_until: until }, reason)
  }
  return (
    <ActForm
      title={t`Put ${name} in timeout?`}
      intro={t`They read on, and say nothing until it ends.`}
      act={<Trans>Put in timeout</Trans>}
      run={run}
      onClose={onClose}
    >
      <SelectField<Minutes>
        label={t`For how long`}
        value={minutes}
        options={[
          { value: '5', label: t`5 minutes` },
          { value: '60', label: t`One hour` },
          { value: '1440', label: t`One day` },
          { value: '10080', label: t`One week` },
        ]}
        onChange={setMinutes}
      />
    </ActForm>
  )
}
