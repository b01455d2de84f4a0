import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { banMember } from '@/api/calls/ban-member'
import { nameOf } from '@/live/names'
import { SelectField } from '@/ui/Field'

import type { ActProps } from './act'
import { ActForm } from './ActForm'

type Span = '0' | '3600' | '86400' | '604800'

export function BanDialog({ serverId, user, member, onClose }: ActProps) {
  const { t } = useLingui()
  const [span, setSpan] = useState<Span>('0')
  const name = nameOf(user, member)
  return (
    <ActForm
      title={t`Ban ${name}?`}
      intro={t`They leave the server, and no invitation brings them back until the ban is lifted.`}
      act={<Trans>Ban</Trans>}
      run={(reason) => banMember(serverId, user.id, Number(span), reason)}
      onClose={onClose}
    >
      <SelectField<Span>
        label={t`Their messages`}
        value={span}
        options={[
          { value: '0', label: t`Keep them all` },
          { value: '3600', label: t`Delete those of the last hour` },
          { value: '86400', label: t`Delete those of the last day` },
          { value: '604800', label: t`Delete those of the last week` },
        ]}
        onChange={setSpan}
      />
    </ActForm>
  )
}
