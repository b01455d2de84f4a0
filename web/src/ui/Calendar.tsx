import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

import { dayByKey, daysAround, firstDayOfWeek, inMonths } from '@/lib/calendar'
import { fullDay, monthName, weekdayName } from '@/lib/time'

import { IconButton } from './Button'
import styles from './Calendar.module.css'

interface CalendarProps {
  earliest: Date
  latest: Date
  onChoose: (day: Date) => void
}

/** One month. Arrows walk the days, Page Up and Page Down the months, Enter chooses. */
export default function Calendar({ earliest, latest, onChoose }: CalendarProps) {
  const { t, i18n } = useLingui()
  const firstDay = firstDayOfWeek(
    navigator.language.startsWith(i18n.locale) ? navigator.language : i18n.locale,
  )
  const [day, setDay] = useState(() => startOf(latest))
  const grid = useRef<HTMLDivElement>(null)
  const first = startOf(earliest)
  const outside = (one: Date) => one < first || one > latest
  const within = (one: Date) => (one < first ? first : one > latest ? startOf(latest) : one)
  useEffect(() => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus(), [day])

  const onKeyDown = (event: KeyboardEvent) => {
    const next = dayByKey(day, event.key, event.shiftKey, firstDay)
    if (!next) return
    event.preventDefault()
    setDay(within(next))
  }
  const days = daysAround(day, firstDay)
  return (
    <div className={styles.calendar}>
      <header>
        <IconButton
          icon="back"
          label={t`Previous month`}
          disabled={new Date(day.getFullYear(), day.getMonth(), 1) <= first}
          onClick={() => setDay(within(inMonths(day, -1)))}
        />
        <strong aria-live="polite">{monthName(day, i18n.locale)}</strong>
        <IconButton
          icon="back"
          className={styles.next}
          label={t`Next month`}
          disabled={inMonths(new Date(day.getFullYear(), day.getMonth(), 1), 1) > latest}
          onClick={() => setDay(within(inMonths(day, 1)))}
        />
      </header>
      <div className={styles.grid} aria-hidden="true">
        {days.slice(0, 7).map((one) => (
          <small key={one.getDay()}>{weekdayName(one, i18n.locale)}</small>
        ))}
      </div>
      {/* The arrows walk the days; each day is a button. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={grid} className={styles.grid} onKeyDown={onKeyDown}>
        {days.map((one) => (
          <button
            key={one.getTime()}
            type="button"
            tabIndex={one.getTime() === day.getTime() ? 0 : -1}
            aria-label={fullDay(one, i18n.locale)}
            aria-current={one.getTime() === startOf(latest).getTime() ? 'date' : undefined}
            data-other={one.getMonth() !== day.getMonth() || undefined}
            disabled={outside(one)}
            onClick={() => onChoose(one)}
          >
            {one.getDate()}
          </button>
        ))}
      </div>
    </div>
  )
}

function startOf(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate())
}
