import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { explain } from '@/api/explain'
import type { PermissionInfo, Role } from '@/api/types'
import { can, DANGEROUS } from '@/lib/permissions'
import { useRegistry } from '@/live/administration'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'
import { Switch } from '@/ui/Switch'

import { grouped, useWords } from '../permissions/registry'
import { toggle } from './drafts'
import styles from './PermissionMatrix.module.css'

interface PermissionMatrixProps {
  role: Role
  shown: Role
  fixed: boolean
  /** What I may do myself: nobody grants more. */
  mine: bigint
}

/** Every permission with what it means, in groups; what one lacks oneself cannot be given. */
export function PermissionMatrix({ role, shown, fixed, mine }: PermissionMatrixProps) {
  const { t, i18n } = useLingui()
  const words = useWords()
  const registry = useRegistry()
  const [search, setSearch] = useState('')
  if (registry.error) return <Notice tone="danger">{explain(i18n, registry.error)}</Notice>
  if (!registry.data) return <SkeletonRows count={6} label={t`Permissions are loading`} />
  const bits = BigInt(shown.permissions)
  const found = registry.data.filter((one) => words.matches(one, search))
  return (
    <div className={styles.matrix}>
      <SearchField label={t`Search the permissions`} value={search} onChange={setSearch} />
      {can(bits, 'administrator') && (
        <Notice tone="signal">
          <Trans>Administrators may do everything, whatever is chosen below and in channels.</Trans>
        </Notice>
      )}
      {found.length === 0 && (
        <p className={styles.none}>
          <Trans>No permission has these words.</Trans>
        </p>
      )}
      {grouped(found).map(([group, permissions]) => (
        <section key={group} className={styles.group} aria-label={words.group(group)}>
          <h3>{words.group(group)}</h3>
          {permissions.map((one) => (
            <PermissionRow key={one.name} {...{ one, role, bits, fixed, mine }} />
          ))}
        </section>
      ))}
    </div>
  )
}

interface PermissionRowProps extends Pick<PermissionMatrixProps, 'role' | 'fixed' | 'mine'> {
  one: PermissionInfo
  bits: bigint
}

function PermissionRow({ one, role, bits, fixed, mine }: PermissionRowProps) {
  const { t } = useLingui()
  const words = useWords()
  const bit = BigInt(one.value)
  const held = (bits & bit) !== 0n
  const beyondMe = (mine & bit) === 0n && !held
  const label = (
    <>
      {words.label(one)}
      {(bit & DANGEROUS) !== 0n && (
        <span className={styles.danger}>
          <Icon name="warning" size={14} />
          <Trans>powerful</Trans>
        </span>
      )}
    </>
  )
  const reason = beyondMe && !fixed ? t`You do not have this permission, so you cannot give it.` : undefined
  return (
    <Switch
      className={styles.row}
      label={label}
      note={reason ? `${words.description(one)} ${reason}` : words.description(one)}
      checked={held}
      disabled={fixed || beyondMe}
      onChange={(on) => toggle(role, bit, on)}
    />
  )
}
