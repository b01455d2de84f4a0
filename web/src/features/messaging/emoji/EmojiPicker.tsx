import { Trans, useLingui } from '@lingui/react/macro'
import { use, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { VList, type VListHandle } from 'virtua'

import type { Emoji } from '@/api/types'

import { loadEmoji } from './data'
import { EmojiImage } from '@/ui/EmojiImage'
import styles from './EmojiPicker.module.css'
import { useHabits } from './recent'
import { moved, pickerRows, type Choice, type PickerRow } from './rows'
import { Tones } from './Tones'

export interface EmojiPickerProps {
  /** Those of the server, before the others. */
  custom: readonly Emoji[]
  onPick: (emoji: Emoji, keepOpen: boolean) => void
}

/** All emoji, by group or by word. The keyboard stays in the search; arrows move, Enter chooses. */
export default function EmojiPicker({ custom, onPick }: EmojiPickerProps) {
  const { t, i18n } = useLingui()
  const groups = use(loadEmoji(i18n.locale))
  const id = useId()
  const { tone, recent: now } = useHabits()
  // What is chosen does not move under the pointer.
  const [recent] = useState(now)
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<VListHandle>(null)
  const search = useRef<HTMLInputElement>(null)
  const { rows, choices } = useMemo(() => {
    const words = { recent: t`Used lately`, custom: t`This server`, results: t`Found` }
    return pickerRows({ groups, recent, custom, tone, typed, words })
  }, [groups, recent, custom, tone, typed, t])
  // Not by `autoFocus`: what waits to be revealed takes none.
  useEffect(() => search.current?.focus(), [])
  const chosen = choices[active]
  const pick = (emoji: Emoji, keepOpen: boolean) => {
    onPick(emoji, keepOpen)
    if (keepOpen) search.current?.focus()
  }
  const optionId = (index: number) => `${id}-${index}`

  const move = (to: number) => {
    setActive(to)
    const row = rows.findIndex(
      (one) => 'choices' in one && to >= one.from && to < one.from + one.choices.length,
    )
    list.current?.scrollToIndex(row, { align: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight'
    if (event.key === 'Enter' && chosen) pick(chosen.emoji, event.shiftKey)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp' || (sideways && typed === ''))
      move(moved(rows, active, event.key))
    else return
    event.preventDefault()
  }
  return (
    <div className={styles.picker}>
      <input
        ref={search}
        type="search"
        role="combobox"
        className={styles.search}
        aria-label={t`Find an emoji`}
        placeholder={t`Find an emoji`}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? optionId(active) : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
          list.current?.scrollTo(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={`${id}-list`} aria-label={t`Emoji`} className={styles.list}>
        {choices.length === 0 && (
          <p className={styles.nothing}>
            <Trans>No emoji is called that.</Trans>
          </p>
        )}
        <VList ref={list} className={styles.scroll}>
          {rows.map((row, index) => (
            <Row key={index} row={row} active={active} optionId={optionId} onMove={setActive} onPick={pick} />
          ))}
        </VList>
      </div>
      <footer className={styles.foot}>
        {chosen && <EmojiImage emoji={chosen.emoji} size={28} />}
        <span>{chosen?.label}</span>
        <Tones />
      </footer>
    </div>
  )
}

interface RowProps {
  row: PickerRow
  active: number
  optionId: (index: number) => string
  onMove: (index: number) => void
  onPick: EmojiPickerProps['onPick']
}

function Row({ row, active, optionId, onMove, onPick }: RowProps) {
  if ('heading' in row) return <h3 className={styles.heading}>{row.heading}</h3>
  return (
    <div className={styles.row} role="presentation">
      {row.choices.map(({ emoji, label }: Choice, index) => {
        const place = row.from + index
        return (
          <button
            key={place}
            id={optionId(place)}
            type="button"
            role="option"
            tabIndex={-1}
            aria-label={label}
            title={label}
            aria-selected={place === active}
            onPointerMove={() => place !== active && onMove(place)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={(event) => onPick(emoji, event.shiftKey)}
          >
            <EmojiImage emoji={emoji} size={26} />
          </button>
        )
      })}
    </div>
  )
}
