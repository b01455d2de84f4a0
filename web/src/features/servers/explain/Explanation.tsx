import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { Member } from '@/api/types'
import { stopAsking, type Question } from '@/live/asking'
import { nameOf } from '@/live/names'
import { useChannels, useMe, useMembers } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { SelectField } from '@/ui/Field'

import { MemberPicker } from '../members/MemberPicker'
import { Answer } from './Answer'
import styles from './Explanation.module.css'

/** Why somebody may or may not do each thing, in a server or in one of its channels. */
export function Explanation({ question }: { question: Question }) {
  const { t } = useLingui()
  const { serverId } = question
  const me = useMe()
  const { data: members = [] } = useMembers(serverId)
  const { data: channels = [] } = useChannels(serverId)
  const [userId, setUserId] = useState(question.userId ?? me?.id ?? '')
  const [channelId, setChannelId] = useState(question.channelId ?? '')
  const [choosing, setChoosing] = useState(false)
  const person: Member | undefined = members.find((member) => member.user.id === userId)
  const name = person ? nameOf(person.user, person) : '…'
  const places = [
    { value: '', label: t`In the whole server` },
    ...channels.map((channel) => ({ value: channel.id, label: `#${channel.name}` })),
  ]
  const listed = places.some((place) => place.value === channelId)
  return (
    <Dialog title={t`What ${name} may do, and why`} onClose={stopAsking}>
      <div className={styles.question}>
        <Button tone="secondary" onClick={() => setChoosing(true)} aria-label={t`Somebody else than ${name}`}>
          <span className={styles.person}>
            <Avatar id={userId} name={name} size="s" />
            {name}
          </span>
        </Button>
        <SelectField
          label={t`Where`}
          value={channelId}
          options={listed ? places : [...places, { value: channelId, label: t`this channel` }]}
          onChange={setChannelId}
        />
      </div>
      {userId && (
        <Answer
          key={`${userId} ${channelId}`}
          {...{ serverId, userId, name }}
          channelId={channelId || undefined}
        />
      )}
      {choosing && (
        <MemberPicker
          title={t`Whose permissions?`}
          members={members}
          onPick={(member) => {
            setUserId(member.user.id)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Dialog>
  )
}
