import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { banMember } from '@/api/calls/ban-member'
import { kickMember } from '@/api/calls/kick-member'
import { updateMember } from '@/api/calls/update-member'
import type { Member } from '@/api/types'
import { apply } from '@/live/apply'
import { nameOf } from '@/live/names'
import { SelectField, TextField } from '@/ui/Field'

import { ActDialog } from '../ActDialog'

interface ActProps {
  serverId: string
  member: Member
  onClose: () => void
}

function useMemberCache({ serverId, member }: ActProps) {
  const client = useQueryClient()
  return {
    gone: () =>
      apply(client, { name: 'GUILD_MEMBER_REMOVE', data: { guild_id: serverId, user: member.user } }),
    changed: (fresh: Member) =>
      apply(client, { name: 'GUILD_MEMBER_UPDATE', data: { ...fresh, guild_id: serverId } }),
  }
}

export function KickDialog(props: ActProps) {
  const { t } = useLingui()
  const { serverId, member, onClose } = props
  const name = nameOf(member.user, member)
  const cache = useMemberCache(props)
  return (
    <ActDialog
      title={t`Kick ${name}?`}
      intro={t`They leave the server now and may come back with an invitation.`}
      act={t`Kick`}
      done={t`${name} has left the server.`}
      run={async (reason) => {
        await kickMember(serverId, member.user.id, reason)
        cache.gone()
      }}
      onClose={onClose}
    />
  )
}

export function BanDialog(props: ActProps) {
  const { t } = useLingui()
  const { serverId, member, onClose } = props
  const name = nameOf(member.user, member)
  const cache = useMemberCache(props)
  const [since, setSince] = useState('0')
  return (
    <ActDialog
      title={t`Ban ${name}?`}
      intro={t`They leave the server now, and no invitation lets them in until the ban is lifted.`}
      act={t`Ban`}
      done={t`${name} is banned.`}
      run={async (reason) => {
        await banMember(serverId, member.user.id, Number(since), reason)
        cache.gone()
      }}
      onClose={onClose}
    >
      <SelectField
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

export function TimeoutDialog(props: ActProps) {
  const { t } = useLingui()
  const { serverId, member, onClose } = props
  const name = nameOf(member.user, member)
  const cache = useMemberCache(props)
  const [lasts, setLasts] = useState('3600')
  return (
    <ActDialog
      title={t`Time out for ${name}`}
      intro={t`They go on reading, and can neither write nor react until it ends.`}
      act={lasts === '0' ? t`End the time out` : t`Time out`}
      run={async (reason) => {
        const until = lasts === '0' ? null : new Date(Date.now() + Number(lasts) * 1000).toISOString()
        const change = { communication_disabled_until: until }
        cache.changed(await updateMember(serverId, member.user.id, change, reason))
      }}
      onClose={onClose}
    >
      <SelectField
        label={t`For how long`}
        value={lasts}
        options={[
          { value: '300', label: t`5 minutes` },
          { value: '3600', label: t`1 hour` },
          { value: '86400', label: t`1 day` },
          { value: '604800', label: t`7 days` },
          { value: '2332800', label: t`27 days` },
          { value: '0', label: t`No longer: end it now` },
        ]}
        onChange={setLasts}
      />
    </ActDialog>
  )
}

export function NicknameDialog(props: ActProps) {
  const { t } = useLingui()
  const { serverId, member, onClose } = props
  const name = nameOf(member.user)
  const cache = useMemberCache(props)
  const [nick, setNick] = useState(member.nick ?? '')
  return (
    <ActDialog
      title={t`Nickname of ${name}`}
      act={t`Save`}
      tone="primary"
      run={async (reason) => {
        cache.changed(await updateMember(serverId, member.user.id, { nick: nick.trim() || null }, reason))
      }}
      onClose={onClose}
    >
      <TextField
        label={t`Nickname`}
        hint={t`Only in this server. Empty: the usual name.`}
        value={nick}
        maxLength={32}
        autoComplete="off"
        onChange={(event) => setNick(event.target.value)}
      />
    </ActDialog>
  )
}
