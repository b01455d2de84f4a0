import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import type { HeldAccount } from '@/api/supervision-types'
import { searchPeople } from '@/api/calls/search-people'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SearchField } from '@/ui/SearchField'
import { SkeletonRows } from '@/ui/Skeleton'

import { PersonPage } from './PersonPage'
import { useMarks } from './use-marks'

const PAGE = 50

/** Everybody with an account, and each one's page. */
export function PeoplePage() {
  const { t, i18n } = useLingui()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState<string>()
  const query = useDeferredValue(typed.trim())
  const found = useInfiniteQuery({
    queryKey: keys.people(query),
    queryFn: ({ pageParam }) => searchPeople(query, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.user.id),
  })
  if (open) return <PersonPage id={open} onBack={() => setOpen(undefined)} />
  const people = found.data?.pages.flat()
  return (
    <Section title={t`People`} note={t`Everybody with an account here, the newest first.`}>
      <SearchField label={t`Beginning of a name, id, or whole e-mail`} value={typed} onChange={setTyped} />
      {found.error && <Notice tone="danger">{explain(i18n, found.error)}</Notice>}
      {!people && !found.error && <SkeletonRows count={6} label={t`People are loading`} />}
      {people?.length === 0 && (
        <EmptyState picture="lost" title={t`Nobody found`}>
          <p>
            <Trans>An e-mail is found only as a whole.</Trans>
          </p>
        </EmptyState>
      )}
      {people && people.length > 0 && (
        <List>
          {people.map((one) => (
            <PersonRow key={one.user.id} account={one} onOpen={() => setOpen(one.user.id)} />
          ))}
        </List>
      )}
      {found.hasNextPage && (
        <Button tone="secondary" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Section>
  )
}

function PersonRow({ account, onOpen }: { account: HeldAccount; onOpen: () => void }) {
  const { t } = useLingui()
  const marks = useMarks(account)
  const name = nameOf(account.user)
  const note = [`@${account.user.username}`, account.email, ...marks].filter(Boolean).join(' · ')
  return (
    <ListRow
      title={name}
      note={note}
      start={<Avatar id={account.user.id} name={name} picture={account.user.avatar} />}
    >
      <Button tone="secondary" aria-label={t`Open ${name}`} onClick={onOpen}>
        <Trans>Open</Trans>
      </Button>
    </ListRow>
  )
}
