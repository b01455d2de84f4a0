import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { updateMember } from '@/api/calls/update-member'
import { ActDialog } from '@/live/ActDialog'
import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { TextField } from '@/ui/Field'

import { useMemberCache, type ActProps } from './act'

/** What somebody is called in this server only. */
export function NicknameDialog(props: ActProps) {
  const { serverId, user, member, onClose } = props
  const { t } = useLingui()
  const isMe = useMe()?.id === user.id
  const [nick, setNick] = useState(member?.nick ?? '')
  const name = nameOf(user)
  const cache = useMemberCache(props)
  return (
    <ActDialog
      title={t`Nickname of ${name}`}
      act={t`Save`}
      tone="primary"
      withReason={!isMe}
      run={async (reason) => {
        const change = { nick: nick.trim() || null }
        cache.changed(await updateMember(serverId, isMe ? '@me' : user.id, change, reason))
      }}
      onClose={onClose}
    >
      <TextField
        label={t`Nickname`}
        hint={t`Only in this server. Empty: the usual name.`}
        placeholder={name}
        value={nick}
        maxLength={32}
        autoComplete="off"
        onChange={(event) => setNick(event.target.value)}
      />
    </ActDialog>
  )
}
