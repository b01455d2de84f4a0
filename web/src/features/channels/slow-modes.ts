import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'

/** Seconds between two messages of one person, 0 to six hours. */
export const SLOW_MODES = [0, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600]

export function useSlowModeNames(): (seconds: number) => string {
  const { t } = useLingui()
  return (seconds) => {
    if (seconds === 0) return t`Off`
    if (seconds < 60) return plural(seconds, { one: '# second', other: '# seconds' })
    const minutes = seconds / 60
    if (minutes < 60) return plural(minutes, { one: '# minute', other: '# minutes' })
    return plural(minutes / 60, { one: '# hour', other: '# hours' })
  }
}
