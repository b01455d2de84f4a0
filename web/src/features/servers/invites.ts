/** How long and how often an invitation can be used, and what its link looks like. */
import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'

export function linkOf(code: string): string {
  return `${window.location.origin}/invite/${code}`
}

export function useExpiries() {
  const { t } = useLingui()
  return [
    { value: '1800', label: t`30 minutes` },
    { value: '3600', label: t`1 hour` },
    { value: '86400', label: t`1 day` },
    { value: '604800', label: t`7 days` },
    { value: '0', label: t`Never` },
  ]
}

export function useUseLimits() {
  const { t } = useLingui()
  const times = (count: number) => plural(count, { one: '# time', other: '# times' })
  return [
    { value: '0', label: t`Without limit` },
    ...[1, 5, 10, 25, 100].map((count) => ({ value: String(count), label: times(count) })),
  ]
}
