import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation, useSearch } from 'wouter'

import { useRoles } from '@/live/administration'
import { EmptyState } from '@/ui/EmptyState'
import { usePhone } from '@/ui/use-phone'

import { RoleEditor } from './RoleEditor'
import { RoleList } from './RoleList'
import styles from './RolesPage.module.css'

/** The roles of a server by rank, and the one that is open; on a phone one after the other. */
export function RolesPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const [here, navigate] = useLocation()
  const phone = usePhone()
  const roles = useRoles(serverId)
  const wanted = new URLSearchParams(useSearch()).get('role')
  const open = roles.find((role) => role.id === wanted) ?? (phone ? undefined : roles[0])
  const show = (roleId: string | undefined) => navigate(roleId ? `${here}?role=${roleId}` : here)
  return (
    <div className={styles.columns}>
      {!(phone && open) && <RoleList serverId={serverId} roles={roles} open={open?.id} onOpen={show} />}
      {open && (
        <RoleEditor
          key={open.id}
          serverId={serverId}
          role={open}
          onClose={phone ? () => show(undefined) : undefined}
          onDeleted={() => show(undefined)}
        />
      )}
      {roles.length === 0 && (
        <EmptyState picture="lost" title={t`The roles did not arrive`}>
          <p>
            <Trans>Reload the page to try again.</Trans>
          </p>
        </EmptyState>
      )}
    </div>
  )
}
