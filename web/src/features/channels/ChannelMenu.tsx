import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'

import type { Channel } from '@/api/types'
import { isCategory } from '@/lib/channel-order'
import { Menu, type MenuItem } from '@/ui/Menu'

import styles from './ChannelList.module.css'
import type { OpenDialog } from './dialogs'
import type { Moving } from './use-moving'

interface ChannelMenuProps {
  serverId: string
  channel: Channel
  mayManage: boolean
  moving: Moving
  /** What every member may do. */
  own: MenuItem[]
  onOpen: (dialog: OpenDialog) => void
}

/** What one may do with a channel or a category; shown under the pointer and to the keyboard. */
export function ChannelMenu({ serverId, channel, mayManage, moving, own, onOpen }: ChannelMenuProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const kind = isCategory(channel)
  const permissions = () => navigate(`/servers/${serverId}/channels/${channel.id}/permissions`)
  const ask = (what: 'edit' | 'delete' | 'move') => () => onOpen({ what, channel })
  const manage: MenuItem[] = [
    { label: kind ? t`Edit the category` : t`Edit the channel`, icon: 'edit', onSelect: ask('edit') },
    { label: t`Permissions`, icon: 'lock', onSelect: permissions },
    ...moving.items(channel),
    ...(kind ? [] : [{ label: t`Move to category…`, icon: 'folder' as const, onSelect: ask('move') }]),
    {
      label: kind ? t`Delete the category` : t`Delete the channel`,
      icon: 'trash',
      danger: true,
      onSelect: ask('delete'),
    },
  ]
  const items = [...(kind ? [] : own), ...(mayManage ? manage : [])]
  return <Menu icon="more" label={t`Actions for ${channel.name}`} className={styles.more} items={items} />
}
