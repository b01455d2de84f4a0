import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { banMember } from '@/api/calls/ban-member'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'
import { SelectField } from '@/ui/Field'

import { useMemberCache, type ActProps } from './act'

type Seconds = '0' | '3600' | '86400' | '604800'

export function BanDialog(props: ActProps) {
  const { serverId, user, member, onClose } = props
  const { t } = useLingui()
  const [since, setSince] = useState<Seconds>('0')
  const name = nameOf(user, member)
  const cache = useMemberCache(props)
  return (
    <ActDialog
      title={t`Ban ${name}?`}
      intro={t`They leave the server now, and no invitation lets them in until the ban is lifted.`}
      act={t`Ban`}
      done={t`${name} is banned.`}
      run={async (reason) => {
        await banMember(serverId, user.id, Number(since), reason)
        cache.gone()
      }}
      onClose={onClose}
    >
      <SelectField<Seconds>
        label={t`Delete what they wrote`}
        value={since}
        options={[
          { value: '0', label: t`Nothing` },
          { value: '3600', label: t`in the last hour` },
          { value: '86400', label: t`in the last day` },
          { value: '604800', label: t`in the last 7 days` },
        ]}
        onChange={setSince}
      />
    </ActDialog>
  )
}
