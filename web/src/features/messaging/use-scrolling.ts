import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { VirtualizerHandle } from 'virtua'

import type { RowData } from './rules'

/** Closer than this to the end counts as being there. */
const BOTTOM_PX = 60
const LOAD_WITHIN_PX = 800

interface Scrolling {
  scroller: RefObject<HTMLDivElement | null>
  list: RefObject<VirtualizerHandle | null>
  atBottom: boolean
  /** Index of the first row on the screen. */
  firstVisible: number
  /** Older rows have just been put before the others: keep the place. */
  shift: boolean
  onScroll: (offset: number) => void
  stickToBottom: () => void
}

interface ScrollingInput {
  rows: readonly RowData[]
  /** Start at this row instead of the end. */
  startAt: string | undefined
  onNearStart: () => void
  onNearEnd: () => void
}

/** Starts at the end and stays there while new rows come, unless the reader has gone elsewhere. */
export function useScrolling({ rows, startAt, onNearStart, onNearEnd }: ScrollingInput): Scrolling {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const stick = useRef(startAt === undefined)
  const lastOffset = useRef(0)
  const settled = useRef(false)
  const [atBottom, setAtBottom] = useState(startAt === undefined)
  const [firstVisible, setFirstVisible] = useState(Number.MAX_SAFE_INTEGER)
  const shift = useShift(rows)

  const stickToBottom = useCallback(() => {
    const element = scroller.current
    if (element && stick.current) element.scrollTop = element.scrollHeight
  }, [])

  useLayoutEffect(() => {
    const index = rows.findIndex((row) => row.key === startAt)
    if (startAt !== undefined && index >= 0) list.current?.scrollToIndex(index, { align: 'center' })
    else list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
    const timer = setTimeout(() => (settled.current = true), 300)
    return () => clearTimeout(timer)
    // Once: later changes of the rows keep the reader's place.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])

  const last = rows.at(-1)
  const ownNew = last?.kind === 'pending'
  useLayoutEffect(() => {
    // Who writes wants to see it.
    if (ownNew) stick.current = true
    stickToBottom()
  }, [last?.key, ownNew, stickToBottom])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(stickToBottom)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    return () => observer.disconnect()
  }, [stickToBottom])

  const onScroll = useCallback(
    (offset: number) => {
      const element = scroller.current
      if (!element) return
      const fromEnd = element.scrollHeight - element.clientHeight - offset
      const wentUp = offset < lastOffset.current - 1
      lastOffset.current = offset
      if (fromEnd <= BOTTOM_PX) stick.current = true
      else if (wentUp) stick.current = false
      setAtBottom(fromEnd <= BOTTOM_PX || stick.current)
      setFirstVisible(list.current?.findItemIndex(offset) ?? 0)
      if (!settled.current) return
      if (offset < LOAD_WITHIN_PX) onNearStart()
      if (fromEnd < LOAD_WITHIN_PX) onNearEnd()
    },
    [onNearStart, onNearEnd],
  )
  return { scroller, list, atBottom, firstVisible, shift, onScroll, stickToBottom }
}

/** True in the render in which rows came or went at the start. */
function useShift(rows: readonly RowData[]): boolean {
  const [seen, setSeen] = useState({ first: rows[0]?.key, shift: false, rows })
  if (seen.rows === rows) return seen.shift
  const first = rows[0]?.key
  const next = { first, shift: first !== seen.first, rows }
  setSeen(next)
  return next.shift
}
