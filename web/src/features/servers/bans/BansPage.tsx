import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { listBans } from '@/api/calls/list-bans'
import { unban } from '@/api/calls/unban'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Ban } from '@/api/types'
import { fold } from '@/lib/text'
import { ActDialog } from '@/live/ActDialog'
import { apply } from '@/live/apply'
import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'

import styles from '../members/Members.module.css'

const SHOWN = 100

function matches(ban: Ban, search: string): boolean {
  const { user, reason } = ban
  return fold(`${user.global_name ?? ''} ${user.username} ${user.id} ${reason ?? ''}`).includes(
    fold(search.trim()),
  )
}

/** Who is kept out, why, and the way back in. */
export function BansPage({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [search, setSearch] = useState('')
  const [lifting, setLifting] = useState<Ban>()
  const bans = useQuery({
    queryKey: keys.bans(serverId),
    queryFn: () => listBans(serverId),
    staleTime: Infinity,
  })
  if (bans.error) return <Notice tone="danger">{explain(i18n, bans.error)}</Notice>
  if (!bans.data) return <SkeletonRows count={4} label={t`Bans are loading`} />
  if (bans.data.length === 0) {
    return (
      <EmptyState picture="hello" title={t`Nobody is banned`}>
        <p>
          <Trans>Whoever is banned is listed here, with the reason and a way to lift the ban.</Trans>
        </p>
      </EmptyState>
    )
  }
  const found = bans.data.filter((ban) => matches(ban, search))
  const count = found.length
  const liftedName = lifting ? nameOf(lifting.user) : ''
  return (
    <section className={styles.page} aria-label={t`Bans`}>
      <h2>
        <Plural value={count} one="# ban" other="# bans" />
      </h2>
      <SearchField label={t`Search by name, id or reason`} value={search} onChange={setSearch} />
      {count > 0 && (
        <List>
          {found.slice(0, SHOWN).map((ban) => (
            <ListRow
              key={ban.user.id}
              start={<Avatar id={ban.user.id} picture={ban.user.avatar} name={nameOf(ban.user)} size="s" />}
              title={nameOf(ban.user)}
              note={`@${ban.user.username} · ${ban.reason ?? t`no reason given`}`}
            >
              <Button tone="secondary" onClick={() => setLifting(ban)}>
                <Trans>Lift the ban</Trans>
              </Button>
            </ListRow>
          ))}
        </List>
      )}
      {count > SHOWN && (
        <p className={styles.none}>
          <Trans>There are more: type a part of the name.</Trans>
        </p>
      )}
      {lifting && (
        <ActDialog
          title={t`Lift the ban of ${liftedName}?`}
          intro={t`They may come back with an invitation.`}
          act={t`Lift the ban`}
          tone="primary"
          run={async (reason) => {
            await unban(serverId, lifting.user.id, reason)
            apply(client, { name: 'GUILD_BAN_REMOVE', data: { guild_id: serverId, user: lifting.user } })
          }}
          onClose={() => setLifting(undefined)}
        />
      )}
    </section>
  )
}
