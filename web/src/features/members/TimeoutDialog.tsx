import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { updateMember } from '@/api/calls/update-member'
import { isTimedOut } from '@/lib/permissions'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'
import { SelectField } from '@/ui/Field'

import { useMemberCache, type ActProps } from './act'

type Seconds = '0' | '300' | '3600' | '86400' | '604800' | '2332800'

export function TimeoutDialog(props: ActProps) {
  const { serverId, user, member, onClose } = props
  const { t } = useLingui()
  const [lasts, setLasts] = useState<Seconds>('3600')
  const name = nameOf(user, member)
  const cache = useMemberCache(props)
  const end: { value: Seconds; label: string } = { value: '0', label: t`No longer: end it now` }
  return (
    <ActDialog
      title={t`Time out for ${name}`}
      intro={t`They go on reading, and can neither write nor react until it ends.`}
      act={lasts === '0' ? t`End the time out` : t`Time out`}
      run={async (reason) => {
        const until = lasts === '0' ? null : new Date(Date.now() + Number(lasts) * 1000).toISOString()
        cache.changed(await updateMember(serverId, user.id, { communication_disabled_until: until }, reason))
      }}
      onClose={onClose}
    >
      <SelectField<Seconds>
        label={t`For how long`}
        value={lasts}
        options={[
          { value: '300', label: t`5 minutes` },
          { value: '3600', label: t`1 hour` },
          { value: '86400', label: t`1 day` },
          { value: '604800', label: t`7 days` },
          { value: '2332800', label: t`27 days` },
          ...(isTimedOut(member, new Date()) ? [end] : []),
        ]}
        onChange={setLasts}
      />
    </ActDialog>
  )
}
