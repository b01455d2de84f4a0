/** Days of a month as a calendar shows them, and where its keys lead. */
const DAYS_SHOWN = 42

export function firstDayOfWeek(locale: string): number {
  const region = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  return (region.getWeekInfo?.() ?? region.weekInfo)?.firstDay ?? 1
}

/** Six weeks that contain the month of this day, from the first day of a week. */
export function daysAround(day: Date, firstDay: number): Date[] {
  const first = new Date(day.getFullYear(), day.getMonth(), 1)
  const before = (first.getDay() - (firstDay % 7) + 7) % 7
  return Array.from(
    { length: DAYS_SHOWN },
    (_, index) => new Date(first.getFullYear(), first.getMonth(), 1 - before + index),
  )
}

/** Another month, on the same day or the last one it has. */
export function inMonths(day: Date, months: number): Date {
  const last = new Date(day.getFullYear(), day.getMonth() + months + 1, 0).getDate()
  return new Date(day.getFullYear(), day.getMonth() + months, Math.min(day.getDate(), last))
}

function inDays(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days)
}

export function dayByKey(day: Date, key: string, shift: boolean, firstDay: number): Date | undefined {
  const place = (day.getDay() - (firstDay % 7) + 7) % 7
  switch (key) {
    case 'ArrowLeft':
      return inDays(day, -1)
    case 'ArrowRight':
      return inDays(day, 1)
    case 'ArrowUp':
      return inDays(day, -7)
    case 'ArrowDown':
      return inDays(day, 7)
    case 'Home':
      return inDays(day, -place)
    case 'End':
      return inDays(day, 6 - place)
    case 'PageUp':
      return inMonths(day, shift ? -12 : -1)
    case 'PageDown':
      return inMonths(day, shift ? 12 : 1)
    default:
      return undefined
  }
}
