import { useCallback, useMemo, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'

import type { Id } from '@/api/types'

import { focusComposer } from './attention'
import type { RowData } from './rules'

/** One row takes part in the tab order; the arrows move it. */
export function useRoving(
  channelId: Id,
  rows: readonly RowData[],
  list: RefObject<VirtualizerHandle | null>,
) {
  const [chosen, setChosen] = useState<string>()
  const active = useMemo(() => {
    const known = rows.some((row) => row.key === chosen)
    return known ? chosen : rows.findLast((row) => row.kind !== 'intro')?.key
  }, [rows, chosen])
  const index = rows.findIndex((row) => row.key === active)

  const moveTo = useCallback(
    (to: number) => {
      const row = rows[to]
      if (!row || row.kind === 'intro') return
      setChosen(row.key)
      list.current?.scrollToIndex(to, { align: 'nearest' })
      requestAnimationFrame(() => focusRow(row.key))
    },
    [rows, list],
  )

  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => {
      if (!(event.target as HTMLElement).dataset.row) return
      const steps: Record<string, number> = {
        ArrowUp: index - 1,
        ArrowDown: index + 1,
        Home: rows.findIndex((row) => row.kind !== 'intro'),
        End: rows.length - 1,
      }
      const to = steps[event.key]
      if (event.key === 'Escape') focusComposer(channelId)
      else if (to !== undefined) moveTo(to)
      else return
      event.preventDefault()
    },
    [channelId, index, rows, moveTo],
  )

  const onFocus = useCallback((event: FocusEvent<HTMLDivElement>) => {
    const key = event.target.closest<HTMLElement>('[data-row]')?.dataset.row
    if (key) setChosen(key)
  }, [])

  const keepMounted = useMemo(() => (index >= 0 ? [index] : []), [index])
  return { active, keepMounted, onKeyDown, onFocus }
}

export function focusRow(key: string): void {
  const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)
  row?.focus({ preventScroll: true })
}
