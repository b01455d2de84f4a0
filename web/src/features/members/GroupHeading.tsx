import { useLingui } from '@lingui/react/macro'

import { RoleDot } from '@/ui/RoleChip'

import type { Group } from './groups'
import styles from './MemberList.module.css'

/** What a group has in common, and how many are in it. */
export function GroupHeading({ group }: { group: Group }) {
  const { t } = useLingui()
  const names = {
    role: group.role?.name ?? '',
    online: t`Online`,
    offline: t`Offline`,
    everybody: t`Members`,
  }
  return (
    <h3 className={styles.heading}>
      {group.role && group.role.color !== 0 && <RoleDot color={group.role.color} />}
      <span className={styles.groupName}>{names[group.kind]}</span>
      <span className={styles.count}>{group.members.length}</span>
    </h3>
  )
}
