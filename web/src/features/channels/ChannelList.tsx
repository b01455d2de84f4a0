import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'

import type { Channel } from '@/api/types'
import { cx } from '@/lib/cx'
import { can } from '@/lib/permissions'
import { useChannels, usePermissions } from '@/live/queries'
import { useUnread, type Unread } from '@/live/unread'
import { IconButton } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { showPane } from '@/ui/layout'
import { Menu, type MenuItem } from '@/ui/Menu'
import { Skeleton } from '@/ui/Skeleton'

import { ChannelDialog } from './ChannelDialog'
import styles from './ChannelList.module.css'
import { DeleteChannelDialog } from './DeleteChannelDialog'

interface ChannelListProps {
  serverId: string
  current: string | undefined
  onCreated: (channelId: string) => void
  /** What every member may do with a channel. */
  menuOf: (channel: Channel) => MenuItem[]
}

type Open = { what: 'create' } | { what: 'edit' | 'delete'; channel: Channel }

/** The channels of a server, and what one may do with them. */
export function ChannelList({ serverId, current, onCreated, menuOf }: ChannelListProps) {
  const { t } = useLingui()
  const { data: channels } = useChannels(serverId)
  const mayManage = can(usePermissions(serverId), 'manageChannels')
  const unread = useUnread()[serverId]
  const [, navigate] = useLocation()
  const [dialog, setDialog] = useState<Open>()
  const close = () => setDialog(undefined)
  const manage = (channel: Channel): MenuItem[] => [
    {
      label: t`Edit the channel`,
      icon: 'edit',
      onSelect: () => setDialog({ what: 'edit', channel }),
    },
    {
      label: t`Permissions`,
      icon: 'lock',
      onSelect: () => navigate(`/servers/${serverId}/channels/${channel.id}/permissions`),
    },
    {
      label: t`Delete the channel`,
      icon: 'trash',
      danger: true,
      onSelect: () => setDialog({ what: 'delete', channel }),
    },
  ]
  return (
    <div className={styles.scroll}>
      <div className={styles.title}>
        <h3>
          <Trans>Channels</Trans>
        </h3>
        {mayManage && (
          <IconButton
            icon="plus"
            size={18}
            label={t`Create a channel`}
            onClick={() => setDialog({ what: 'create' })}
          />
        )}
      </div>
      <ul aria-label={t`Channels`}>
        {!channels && [60, 45, 70].map((width) => <Skeleton key={width} width={`${width}%`} height={18} />)}
        {channels?.map((channel) => (
          <li key={channel.id} className={styles.item}>
            <ChannelLink channel={channel} current={channel.id === current} unread={unread} />
            <Menu
              icon="more"
              label={t`Actions for ${channel.name}`}
              className={styles.more}
              items={[...menuOf(channel), ...(mayManage ? manage(channel) : [])]}
            />
          </li>
        ))}
      </ul>
      {dialog?.what === 'create' && <ChannelDialog serverId={serverId} onSaved={onCreated} onClose={close} />}
      {dialog?.what === 'edit' && (
        <ChannelDialog serverId={serverId} channel={dialog.channel} onClose={close} />
      )}
      {dialog?.what === 'delete' && <DeleteChannelDialog channel={dialog.channel} onClose={close} />}
    </div>
  )
}

interface ChannelLinkProps {
  channel: Channel
  current: boolean
  unread: Unread | undefined
}

function ChannelLink({ channel, current, unread }: ChannelLinkProps) {
  const { t } = useLingui()
  const muted = unread?.muted.has(channel.id) ?? false
  const isUnread = !current && (unread?.channels.has(channel.id) ?? false)
  const mentions = isUnread ? (unread?.mentions[channel.id] ?? 0) : 0
  const state =
    mentions > 0
      ? plural(mentions, { one: '# mention', other: '# mentions' })
      : isUnread && !muted
        ? t`unread`
        : muted
          ? t`muted`
          : ''
  return (
    <Link
      href={`/servers/${channel.guild_id}/channels/${channel.id}`}
      className={cx(
        styles.link,
        current && styles.current,
        isUnread && !muted && styles.unread,
        muted && styles.muted,
      )}
      aria-current={current ? 'page' : undefined}
      aria-label={state ? `${channel.name}, ${state}` : channel.name}
      onClick={() => showPane('main')}
    >
      <Icon name="hash" size={18} />
      <span className={styles.name}>{channel.name}</span>
      {mentions > 0 ? (
        <b className={styles.count}>{mentions}</b>
      ) : (
        isUnread && !muted && <span className={styles.dot} />
      )}
    </Link>
  )
}
