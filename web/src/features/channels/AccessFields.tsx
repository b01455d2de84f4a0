import { Trans, useLingui } from '@lingui/react/macro'

import { useRoles } from '@/live/administration'
import { RoleDot } from '@/ui/RoleChip'
import { Switch } from '@/ui/Switch'

import styles from './AccessFields.module.css'
import type { AccessForm } from './use-channel-access'

interface AccessFieldsProps {
  serverId: string
  form: AccessForm
  isCategory?: boolean
  /** Whether people write there at all. */
  isWritten: boolean
}

/** Private with the roles that see it, and read-only: what most people need of permissions. */
export function AccessFields({ serverId, form, isCategory, isWritten }: AccessFieldsProps) {
  const { t } = useLingui()
  const roles = useRoles(serverId).filter((role) => role.id !== serverId)
  const { access, change } = form
  const choose = (id: string, isChosen: boolean) =>
    change({ roleIds: isChosen ? [...access.roleIds, id] : access.roleIds.filter((one) => one !== id) })
  return (
    <>
      <Switch
        label={isCategory ? t`Private category` : t`Private channel`}
        note={t`Only the roles you choose see it, and administrators.`}
        checked={access.isPrivate}
        onChange={(isPrivate) => change({ isPrivate })}
      />
      {access.isPrivate && (
        <fieldset className={styles.roles}>
          <legend>
            <Trans>Who sees it</Trans>
          </legend>
          {roles.length === 0 && (
            <p>
              <Trans>There are no roles yet. Only you and administrators will see it.</Trans>
            </p>
          )}
          {roles.map((role) => (
            <label key={role.id}>
              <input
                type="checkbox"
                checked={access.roleIds.includes(role.id)}
                onChange={(event) => choose(role.id, event.target.checked)}
              />
              <RoleDot color={role.color} />
              <span>{role.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      {isWritten && (
        <Switch
          label={t`Read-only`}
          note={t`Everybody reads; only administrators and roles that are let write.`}
          checked={access.isReadOnly}
          onChange={(isReadOnly) => change({ isReadOnly })}
        />
      )}
    </>
  )
}
