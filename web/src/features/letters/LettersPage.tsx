import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'

import type { Letters } from '@/api/account-types'
import { LETTERS_PAGE, listLetters } from '@/api/calls/list-letters'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Id } from '@/api/types'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { LetterRow } from './LetterRow'

const LOOK_EVERY_MS = 5000

/** The letters of the installation, for its administrators: whether they leave, or the links to hand over. */
export function LettersPage() {
  const { t, i18n } = useLingui()
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: keys.letters,
    queryFn: ({ pageParam }) => listLetters(pageParam),
    initialPageParam: undefined as Id | undefined,
    getNextPageParam: (last: Letters) =>
      last.letters.length < LETTERS_PAGE ? undefined : last.letters.at(-1)?.id,
    refetchInterval: LOOK_EVERY_MS,
  })
  const sending = data?.pages[0]?.sending
  const letters = data?.pages.flatMap((page) => page.letters) ?? []
  return (
    <Section
      title={t`Letters`}
      note={t`What Beep writes to people: to confirm an address, to choose a new password. Kept for a few days.`}
    >
      {error && (
        <Notice tone="danger">
          {explain(i18n, error)}{' '}
          <Button tone="secondary" onClick={() => void refetch()}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {sending === false && <NoServer />}
      {!data && !error && <SkeletonRows count={4} label={t`Letters are loading`} />}
      {data && letters.length === 0 && (
        <EmptyState picture="hello" title={t`No letter yet`}>
          <p>
            {sending ? (
              <Trans>Letters appear here as they are written, with what becomes of them.</Trans>
            ) : (
              <Trans>When somebody forgets their password, the letter for them appears here.</Trans>
            )}
          </p>
        </EmptyState>
      )}
      {letters.length > 0 && (
        <List>
          {letters.map((letter) => (
            <LetterRow key={letter.id} letter={letter} readable={sending === false} />
          ))}
        </List>
      )}
      {hasNextPage && (
        <Button tone="secondary" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show earlier letters</Trans>
        </Button>
      )}
    </Section>
  )
}

function NoServer() {
  return (
    <Notice tone="signal">
      <p>
        <Trans>
          This Beep has no mail server, so letters wait here. Open one and hand its link to the person you
          know it is for.
        </Trans>
      </p>
      <p>
        <Trans>
          To have them sent, set <code>BEEP_MAIL__SMTP_HOST</code> and <code>BEEP_MAIL__SENDER</code> where
          Beep runs, and try <code>beep mail test</code>.
        </Trans>
      </p>
    </Notice>
  )
}
