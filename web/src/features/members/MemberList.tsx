import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { VList } from 'virtua'

import type { Member } from '@/api/types'
import { nameOf } from '@/live/names'
import { useMembers, useServer } from '@/live/queries'
import { Avatar } from '@/ui/Avatar'
import { IconButton } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { showPane } from '@/ui/layout'
import { SkeletonRows } from '@/ui/Skeleton'

import styles from './MemberList.module.css'

/** Everybody of a server, by name; bots after people. */
export function sortMembers(members: readonly Member[], locale: string): Member[] {
  const collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true })
  return [...members].sort(
    (a, b) =>
      Number(a.user.bot ?? false) - Number(b.user.bot ?? false) ||
      collator.compare(nameOf(a.user, a), nameOf(b.user, b)),
  )
}

export function MemberList({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const { data, isPending } = useMembers(serverId)
  const owner = useServer(serverId).data?.owner_id
  const members = useMemo(() => sortMembers(data ?? [], i18n.locale), [data, i18n.locale])
  const count = members.length
  return (
    <div className={styles.members}>
      <header>
        <h2>
          <Plural value={count} one="# member" other="# members" />
        </h2>
        <IconButton icon="close" label={t`Close`} className={styles.close} onClick={() => showPane('main')} />
      </header>
      {isPending ? (
        <SkeletonRows count={6} label={t`Members are loading`} />
      ) : (
        <VList className={styles.list} role="list" aria-label={t`Members`} item={Item}>
          {members.map((member) => (
            <Row key={member.user.id} member={member} isOwner={member.user.id === owner} />
          ))}
        </VList>
      )}
    </div>
  )
}

function Item({
  index: _index,
  ...rest
}: {
  index: number
  style: React.CSSProperties
  children: React.ReactNode
  ref?: React.Ref<HTMLDivElement>
}) {
  return <div role="listitem" {...rest} />
}

function Row({ member, isOwner }: { member: Member; isOwner: boolean }) {
  const { t } = useLingui()
  const { user } = member
  const name = nameOf(user, member)
  return (
    <div className={styles.row} title={`@${user.username}`}>
      <Avatar id={user.id} name={name} size="s" bot={user.bot} />
      <span className={styles.name}>{name}</span>
      {user.bot && (
        <span className={styles.badge}>
          <Trans>Bot</Trans>
        </span>
      )}
      {isOwner && (
        <span className={styles.owner} role="img" aria-label={t`Owner`} title={t`Owner`}>
          <Icon name="crown" size={16} />
        </span>
      )}
    </div>
  )
}
