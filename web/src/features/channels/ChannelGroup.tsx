import { useLingui } from '@lingui/react/macro'
import { Suspense, useId } from 'react'

import type { Channel } from '@/api/types'
import type { Group } from '@/lib/channel-order'
import type { Unread } from '@/live/unread'
import { IconButton } from '@/ui/Button'
import { later } from '@/ui/later'
import type { MenuItem } from '@/ui/Menu'

import { CategoryHeading } from './CategoryHeading'
import styles from './ChannelList.module.css'
import { ChannelRow } from './ChannelRow'
import type { OpenDialog } from './dialogs'
import { ThreadRows } from './ThreadRows'
import type { Draggable } from './use-dragging'
import type { Moving } from './use-moving'

const ChannelMenu = later(async () => (await import('./ChannelMenu')).ChannelMenu, true)

interface ChannelGroupProps {
  serverId: string
  group: Group<Channel>
  current: string | undefined
  unread: Unread | undefined
  threads: readonly Channel[]
  isCollapsed: boolean
  onToggle: () => void
  mayManage: boolean
  moving: Moving
  draggable: Draggable
  menuOf: (channel: Channel) => MenuItem[]
  onOpen: (dialog: OpenDialog) => void
}

/** The channels of one category, or those in none. A folded one still shows what is new in it. */
export function ChannelGroup(props: ChannelGroupProps) {
  const { serverId, group, current, unread, threads, isCollapsed, onToggle, mayManage, moving, onOpen } =
    props
  const { t } = useLingui()
  const id = useId()
  const { category } = group
  const open = threads.find((one) => one.id === current)?.parent_id ?? current
  const shown = isCollapsed
    ? group.channels.filter((one) => one.id === open || isNews(one.id, unread))
    : group.channels
  const menu = (channel: Channel) => (
    <Suspense>
      <ChannelMenu {...{ serverId, channel, mayManage, moving, onOpen }} own={props.menuOf(channel)} />
    </Suspense>
  )
  return (
    <section className={styles.group} aria-label={category?.name}>
      {category && (
        <CategoryHeading
          category={category}
          isCollapsed={isCollapsed}
          onToggle={onToggle}
          moving={props.draggable(category, group)}
          mayMove={mayManage}
          controls={id}
        >
          {mayManage && (
            <span className={styles.tools}>
              {menu(category)}
              <IconButton
                icon="plus"
                size={16}
                className={styles.more}
                label={t`Create a channel in ${category.name}`}
                onClick={() => onOpen({ what: 'create-channel', category })}
              />
            </span>
          )}
        </CategoryHeading>
      )}
      <ul id={id} aria-label={category ? category.name : t`Channels`}>
        {shown.map((channel) => (
          <li key={channel.id}>
            <ChannelRow
              channel={channel}
              current={channel.id === current}
              unread={unread}
              moving={props.draggable(channel, group)}
              mayMove={mayManage}
              menu={menu(channel)}
            />
            <ThreadRows channel={channel} threads={threads} current={current} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Whether something in a folded channel is worth showing it: mentions always, the rest unless muted. */
function isNews(id: string, unread: Unread | undefined): boolean {
  if (!unread?.channels.has(id)) return false
  return !unread.muted.has(id) || (unread.mentions[id] ?? 0) > 0
}
