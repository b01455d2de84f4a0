import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { useLocation } from 'wouter'

import { can } from '@/lib/permissions'
import { useMe, usePermissions, useServer } from '@/live/queries'
import { IconButton } from '@/ui/Button'
import { useFocusReturn } from '@/ui/focus'
import { later } from '@/ui/later'
import { Menu, type MenuItem } from '@/ui/Menu'
import { Skeleton } from '@/ui/Skeleton'

import styles from './ServerHeader.module.css'

const InviteDialog = later(async () => (await import('./InviteDialog')).InviteDialog)
const LeaveServerDialog = later(async () => (await import('./LeaveServerDialog')).LeaveServerDialog)

const SETTINGS_RIGHTS = [
  'manageServer',
  'manageRoles',
  'banMembers',
  'kickMembers',
  'moderateMembers',
  'manageExpressions',
  'createExpressions',
  'viewAuditLog',
] as const

interface ServerHeaderProps {
  serverId: string
  channelId: string | undefined
  /** What every member may do. */
  menu: MenuItem[]
  onLeft: () => void
}

/** The name of the server, and what one may do with it. */
export function ServerHeader({ serverId, channelId, menu, onLeft }: ServerHeaderProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const [dialog, setDialog] = useState<'invite' | 'leave'>()
  const server = useServer(serverId).data
  const me = useMe()
  const permissions = usePermissions(serverId)
  const mayInvite = channelId !== undefined && can(permissions, 'createInvite')
  const items: (MenuItem | false)[] = [
    mayInvite && { label: t`Invite people`, icon: 'invite', onSelect: () => setDialog('invite') },
    ...menu,
    opensSettings(permissions) && {
      label: t`Server settings`,
      icon: 'settings',
      onSelect: () => navigate(`/servers/${serverId}/settings`),
    },
    server !== undefined &&
      server.owner_id !== me?.id && {
        label: t`Leave the server`,
        icon: 'leave',
        danger: true,
        onSelect: () => setDialog('leave'),
      },
  ]
  const actions = items.filter((item): item is MenuItem => item !== false)
  useFocusReturn(actions.length > 0)
  return (
    <header className={styles.header}>
      <h2>{server ? server.name : <Skeleton width={120} height={18} />}</h2>
      {mayInvite && <IconButton icon="invite" label={t`Invite people`} onClick={() => setDialog('invite')} />}
      {actions.length > 0 && (
        <div data-place="server-menu">
          <Menu icon="more" label={t`Server menu`} items={actions} />
        </div>
      )}
      <Suspense>
        {dialog === 'invite' && channelId && server && (
          <InviteDialog
            serverId={serverId}
            serverName={server.name}
            channelId={channelId}
            onClose={() => setDialog(undefined)}
          />
        )}
        {dialog === 'leave' && server && (
          <LeaveServerDialog server={server} onLeft={onLeft} onClose={() => setDialog(undefined)} />
        )}
      </Suspense>
    </header>
  )
}

/** Whether one of the pages of the settings is for somebody with these rights. */
function opensSettings(permissions: bigint): boolean {
  return SETTINGS_RIGHTS.some((right) => can(permissions, right))
}
