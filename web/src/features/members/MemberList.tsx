import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'

import { useRoles } from '@/live/administration'
import { useLookAt, usePresences } from '@/live/people'
import { useMembers, useServer } from '@/live/queries'
import { IconButton } from '@/ui/Button'
import { showPane } from '@/ui/layout'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'

import { grouped, matching, rowsOf, sortMembers } from './groups'
import styles from './MemberList.module.css'
import { MemberRows } from './MemberRows'

/** Everybody of a server: who is there by role, then who is not. */
export function MemberList({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const { data, isPending } = useMembers(serverId)
  const owner = useServer(serverId).data?.owner_id
  const roles = useRoles(serverId)
  const presences = usePresences(serverId)
  const [words, setWords] = useState('')
  useLookAt(serverId)
  const sorted = useMemo(() => sortMembers(data ?? [], i18n.locale), [data, i18n.locale])
  const rows = useMemo(
    () => rowsOf(grouped(matching(sorted, words), roles, presences)),
    [sorted, words, roles, presences],
  )
  return (
    <div className={styles.members}>
      <header>
        <SearchField label={t`Find a member`} value={words} onChange={setWords} />
        <IconButton icon="close" label={t`Close`} className={styles.close} onClick={() => showPane('main')} />
      </header>
      {isPending ? (
        <SkeletonRows count={6} label={t`Members are loading`} />
      ) : rows.length > 0 ? (
        <MemberRows serverId={serverId} rows={rows} presences={presences} roles={roles} owner={owner} />
      ) : (
        <p className={styles.nobody}>
          <Trans>Nobody here has this name.</Trans>
        </p>
      )}
    </div>
  )
}
