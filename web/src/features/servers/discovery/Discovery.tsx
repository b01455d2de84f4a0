import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useLocation } from 'wouter'

import { findServers, FOUND_PAGE } from '@/api/calls/find-servers'
import { joinServer } from '@/api/calls/join-server'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { FoundServer } from '@/api/types'
import { ServerTile } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'

import styles from './Discovery.module.css'

/** Public servers of this Beep: found by their words, joined with one button. */
export function Discovery() {
  const { t, i18n } = useLingui()
  const [search, setSearch] = useState('')
  const query = useDeferredValue(search.trim())
  const found = useInfiniteQuery({
    queryKey: keys.found(query),
    queryFn: ({ pageParam }) => findServers(query, pageParam),
    initialPageParam: 0,
    getNextPageParam: (last, _, offset) =>
      offset + FOUND_PAGE < last.total ? offset + FOUND_PAGE : undefined,
    gcTime: 60_000,
  })
  const servers = found.data?.pages.flatMap((page) => page.guilds) ?? []
  return (
    <div className={styles.page}>
      <SearchField label={t`Search the public servers`} value={search} onChange={setSearch} />
      {found.error && <Notice tone="danger">{explain(i18n, found.error)}</Notice>}
      {found.isPending && <SkeletonRows count={4} label={t`Servers are loading`} />}
      {found.data && servers.length === 0 && (
        <EmptyState picture="lost" title={t`No public server here`}>
          <p>
            <Trans>The owner of a server makes it public in its settings.</Trans>
          </p>
        </EmptyState>
      )}
      <ul className={styles.cards} aria-label={t`Public servers`}>
        {servers.map((server) => (
          <Card key={server.id} server={server} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button tone="secondary" busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </div>
  )
}

function Card({ server }: { server: FoundServer }) {
  const { i18n, t } = useLingui()
  const [, navigate] = useLocation()
  const { id, name, icon, description, approximate_member_count: count, joined } = server
  const open = () => navigate(`/servers/${id}`)
  const { mutate, error, isPending } = useMutation({ mutationFn: () => joinServer(id), onSuccess: open })
  return (
    <li className={styles.card}>
      <ServerTile id={id} picture={icon} name={name} />
      <div className={styles.words}>
        <h2>{name}</h2>
        <p title={description ?? undefined}>{description || t`No description yet.`}</p>
        <small>
          <Plural value={count} one="# member" other="# members" />
        </small>
        {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      </div>
      <Button
        tone={joined ? 'secondary' : 'primary'}
        busy={isPending}
        aria-label={joined ? t`Open ${name}` : t`Join ${name}`}
        onClick={joined ? open : () => mutate()}
      >
        {joined ? <Trans>Open</Trans> : <Trans>Join</Trans>}
      </Button>
    </li>
  )
}
