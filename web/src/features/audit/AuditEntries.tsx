import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'

import { explain } from '@/api/explain'
import { useRegistry } from '@/live/administration'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

import styles from './Audit.module.css'
import { AuditRow } from './AuditRow'
import type { NameById } from './changes'
import type { useAuditLog } from './use-audit-log'

interface AuditEntriesProps {
  log: ReturnType<typeof useAuditLog>
  nameById: NameById
}

/** The entries, the newest first; more come as one reads on. */
export function AuditEntries({ log, nameById }: AuditEntriesProps) {
  const { t, i18n } = useLingui()
  const registry = useRegistry().data ?? []
  const { entries, hasNextPage, isFetchingNextPage, fetchNextPage } = log
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void fetchNextPage())
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, entries.length])

  if (log.error) {
    return (
      <Notice tone="danger">
        {explain(i18n, log.error)}{' '}
        <Button tone="secondary" onClick={() => void log.refetch()}>
          <Trans>Try again</Trans>
        </Button>
      </Notice>
    )
  }
  if (log.isPending) return <SkeletonRows count={6} label={t`The log is loading`} />
  if (entries.length === 0) {
    return (
      <p className={styles.nothing}>
        <Trans>Nothing that fits has been done.</Trans>
      </p>
    )
  }
  return (
    <>
      <ol className={styles.entries} aria-label={t`Entries`}>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} users={log.users} registry={registry} nameById={nameById} />
        ))}
      </ol>
      {hasNextPage && (
        <div ref={end} className={styles.more}>
          <Button tone="secondary" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show earlier entries</Trans>
          </Button>
        </div>
      )}
    </>
  )
}
