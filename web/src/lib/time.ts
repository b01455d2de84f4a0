/** Dates in words, in the language of the page. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let found = formatters.get(key)
  if (!found) {
    // "en" is spoken in many places: hours are written as they are where the reader lives.
    const regional = navigator.languages.find((one) => one.startsWith(`${locale}-`)) ?? locale
    found = new Intl.DateTimeFormat(regional, options)
    formatters.set(key, found)
  }
  return found
}

export function timeOfDay(date: Date, locale: string): string {
  return formatter(locale, { hour: '2-digit', minute: '2-digit' }).format(date)
}

export function fullTime(date: Date, locale: string): string {
  return formatter(locale, { dateStyle: 'full', timeStyle: 'short' }).format(date)
}

export function shortDate(date: Date, locale: string): string {
  return formatter(locale, { dateStyle: 'medium' }).format(date)
}

export function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate()
}

function daysAgo(date: Date, now: Date): number {
  const start = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime()
  return Math.round((start(now) - start(date)) / 86_400_000)
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** "Today", "Yesterday", "Tuesday", then the whole date. */
export function dayName(date: Date, locale: string, now: Date = new Date()): string {
  const days = daysAgo(date, now)
  if (days === 0 || days === 1) {
    return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'))
  }
  if (days > 1 && days < 7) return capitalised(formatter(locale, { weekday: 'long' }).format(date))
  const year = date.getFullYear() === now.getFullYear() ? undefined : ('numeric' as const)
  return capitalised(formatter(locale, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date))
}

/** The time next to a name: today only the hour, otherwise the day as well. */
export function messageTime(date: Date, locale: string, now: Date = new Date()): string {
  const time = timeOfDay(date, locale)
  const days = daysAgo(date, now)
  if (days === 0) return time
  if (days === 1) return `${dayName(date, locale, now)}, ${time}`
  return `${formatter(locale, { day: 'numeric', month: 'short', year: date.getFullYear() === now.getFullYear() ? undefined : 'numeric' }).format(date)}, ${time}`
}

/** "3 minutes ago", for lists such as sessions. */
export function timeAgo(date: Date, locale: string, now: Date = new Date()): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ]
  for (const [size, unit] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit)
  }
  return relative.format(0, 'minute')
}

export function monthName(date: Date, locale: string): string {
  return formatter(locale, { month: 'long', year: 'numeric' }).format(date)
}

export function weekdayName(date: Date, locale: string): string {
  return formatter(locale, { weekday: 'narrow' }).format(date)
}

export function fullDay(date: Date, locale: string): string {
  return formatter(locale, { dateStyle: 'full' }).format(date)
}

export function isPast(moment: string, now: Date = new Date()): boolean {
  return Date.parse(moment) <= now.getTime()
}
