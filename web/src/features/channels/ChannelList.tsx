import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'

import type { Channel } from '@/api/types'
import { can } from '@/lib/permissions'
import { useChannelGroups } from '@/live/ordering'
import { usePermissions } from '@/live/queries'
import { useThreads } from '@/live/threads'
import { useUnread } from '@/live/unread'
import { IconButton } from '@/ui/Button'
import { later } from '@/ui/later'
import type { MenuItem } from '@/ui/Menu'
import { Skeleton } from '@/ui/Skeleton'

import styles from './ChannelList.module.css'
import { ChannelGroup } from './ChannelGroup'
import { useCollapsed } from './collapsed'
import type { OpenDialog } from './dialogs'
import { useDragging } from './use-dragging'
import { useMoving } from './use-moving'

const ChannelDialogs = later(async () => (await import('./dialogs')).ChannelDialogs)

interface ChannelListProps {
  serverId: string
  current: string | undefined
  onCreated: (channelId: string) => void
  /** What every member may do with a channel. */
  menuOf: (channel: Channel) => MenuItem[]
}

/** The channels of a server by category, and what one may do with them. */
export function ChannelList({ serverId, current, onCreated, menuOf }: ChannelListProps) {
  const { t } = useLingui()
  const groups = useChannelGroups(serverId)
  const mayManage = can(usePermissions(serverId), 'manageChannels')
  const unread = useUnread()[serverId]
  const threads = useThreads(serverId)
  const { isCollapsed, toggle } = useCollapsed(serverId)
  const [dialog, setDialog] = useState<OpenDialog>()
  const moving = useMoving(serverId, groups ?? [])
  const draggable = useDragging(moving, groups ?? [], mayManage)
  return (
    <div className={styles.scroll}>
      <div className={styles.title}>
        <h2>
          <Trans>Channels</Trans>
        </h2>
        {mayManage && (
          <span className={styles.tools}>
            <IconButton
              icon="folder"
              size={18}
              label={t`Create a category`}
              onClick={() => setDialog({ what: 'create-category' })}
            />
            <IconButton
              icon="plus"
              size={18}
              label={t`Create a channel`}
              onClick={() => setDialog({ what: 'create-channel' })}
            />
          </span>
        )}
      </div>
      {!groups && (
        <ul aria-label={t`Channels`}>
          {[60, 45, 70].map((width) => (
            <Skeleton key={width} width={`${width}%`} height={18} />
          ))}
        </ul>
      )}
      {groups?.map((group) => (
        <ChannelGroup
          key={group.category?.id ?? 'none'}
          serverId={serverId}
          group={group}
          current={current}
          unread={unread}
          threads={threads}
          isCollapsed={isCollapsed(group.category?.id ?? '')}
          onToggle={() => toggle(group.category?.id ?? '')}
          mayManage={mayManage}
          moving={moving}
          draggable={draggable}
          menuOf={menuOf}
          onOpen={setDialog}
        />
      ))}
      {dialog && (
        <Suspense>
          <ChannelDialogs
            serverId={serverId}
            open={dialog}
            onCreated={onCreated}
            onMove={(channel, parentId) => moving.go(channel, { id: channel.id, parent_id: parentId })}
            onClose={() => setDialog(undefined)}
          />
        </Suspense>
      )}
    </div>
  )
}
