import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import type { Channel } from '@/api/types'
import { accessOf } from '@/lib/channel-access'
import { CHANNEL_TYPES } from '@/lib/channel-order'
import { cx } from '@/lib/cx'
import type { Unread } from '@/live/unread'
import { Icon, type IconName } from '@/ui/Icon'
import { showPane } from '@/ui/layout'

import styles from './ChannelList.module.css'

interface ChannelRowProps {
  channel: Channel
  current: boolean
  unread: Unread | undefined
  /** What makes the row movable. */
  moving: object
  mayMove: boolean
  menu: ReactNode
}

export function iconOf(channel: Channel): IconName {
  if (channel.type === CHANNEL_TYPES.voice) return 'voice'
  return channel.type === CHANNEL_TYPES.announcement ? 'announcement' : 'hash'
}

/** One channel: its kind, its name, whether it is private, what is new in it. */
export function ChannelRow({ channel, current, unread, moving, mayMove, menu }: ChannelRowProps) {
  const { t } = useLingui()
  const muted = unread?.muted.has(channel.id) ?? false
  const isUnread = !current && (unread?.channels.has(channel.id) ?? false)
  const mentions = isUnread ? (unread?.mentions[channel.id] ?? 0) : 0
  const { isPrivate } = accessOf(channel.permission_overwrites, channel.guild_id)
  const isVoice = channel.type === CHANNEL_TYPES.voice
  const isNew = isUnread && !muted
  const state = muted ? t`muted` : isUnread ? t`unread` : ''
  const news = mentions > 0 ? plural(mentions, { one: '# mention', other: '# mentions' }) : state
  const kind = isVoice ? t`voice, not yet to be joined` : isPrivate ? t`private` : ''
  const label = [channel.name, kind, news].filter(Boolean).join(', ')
  const content = (
    <>
      <Icon name={iconOf(channel)} size={18} />
      <span className={styles.name}>{channel.name}</span>
      {isPrivate && <Icon name="lock" size={13} />}
      {mentions > 0 ? <b className={styles.count}>{mentions}</b> : isNew && <span className={styles.dot} />}
    </>
  )
  return (
    <div className={styles.item} {...moving}>
      {isVoice ? (
        <span className={cx(styles.link, styles.idle)} title={t`Voice channels cannot be joined yet`}>
          {content}
          <span className="visually-hidden">{t`not yet to be joined`}</span>
        </span>
      ) : (
        <Link
          href={`/servers/${channel.guild_id}/channels/${channel.id}`}
          className={cx(
            styles.link,
            current && styles.current,
            isNew && styles.unread,
            muted && styles.muted,
          )}
          aria-current={current ? 'page' : undefined}
          aria-label={label}
          aria-keyshortcuts={mayMove ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
          draggable={false}
          onClick={() => showPane('main')}
        >
          {content}
        </Link>
      )}
      {menu}
    </div>
  )
}
