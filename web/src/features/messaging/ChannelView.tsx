import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'

import type { Channel } from '@/api/types'
import { can } from '@/lib/permissions'
import { usePermissions, useServer } from '@/live/queries'
import { IconButton } from '@/ui/Button'
import { toggleMembers, useLayout } from '@/ui/layout'
import { PaneHeader } from '@/ui/PaneHeader'
import { usePhone } from '@/ui/use-phone'

import { resetAttention } from './attention'
import styles from './ChannelView.module.css'
import { Composer } from './Composer'
import { DeleteMessageDialog } from './DeleteMessageDialog'
import { Messages } from './Messages'
import { NamesContext, useServerNames } from './names-context'
import { SlotsContext, type Slots } from './slots'
import { TypingLine } from './TypingLine'

interface ChannelViewProps {
  serverId: string
  channel: Channel
  slots: Slots
}

/** One channel: its title, its messages, and where to write. */
export function ChannelView({ serverId, channel, slots }: ChannelViewProps) {
  const { t } = useLingui()
  const names = useServerNames(serverId)
  const permissions = usePermissions(serverId, channel)
  // Until the server's roles are here, nothing says that one may not write.
  const known = useServer(serverId).data !== undefined && names.members.size > 0
  const maySend = !known || can(permissions, 'sendMessages')
  const showMembers = useLayout((state) => state.showMembers)
  const phone = usePhone()
  useEffect(() => resetAttention, [channel.id])
  return (
    <SlotsContext value={slots}>
      <NamesContext value={names}>
        <PaneHeader title={channel.name} icon="hash" note={channel.topic}>
          <IconButton
            icon="people"
            label={showMembers && !phone ? t`Hide members` : t`Show members`}
            aria-pressed={!phone && showMembers}
            onClick={toggleMembers}
          />
        </PaneHeader>
        <Messages channel={channel} mayManage={can(permissions, 'manageMessages')} maySend={maySend} />
        <div className={styles.foot}>
          <TypingLine channelId={channel.id} />
          {maySend ? (
            <Composer channel={channel} />
          ) : (
            <p className={styles.readOnly}>
              <Trans>You can read this channel, but not write in it.</Trans>
            </p>
          )}
        </div>
        <DeleteMessageDialog channelId={channel.id} />
      </NamesContext>
    </SlotsContext>
  )
}
