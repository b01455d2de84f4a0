import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Departure } from '@/api/leaving-types'
import { stay } from '@/api/calls/stay'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { shortDate } from '@/lib/time'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { toast } from '@/ui/toasts'

/** Says when my account goes, and how to keep it. */
export function Leaving({ departure }: { departure: Departure }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const date = shortDate(new Date(departure.due_at), i18n.locale)
  const keep = useMutation({
    mutationFn: stay,
    onSuccess: () => {
      client.setQueryData(keys.departure, null)
      toast(t`Your account stays.`)
    },
  })
  return (
    <Section title={t`You are about to leave`}>
      <Notice tone="signal">
        <Trans>
          Your account will be deleted on <strong>{date}</strong>.
        </Trans>
      </Notice>
      {keep.error && <Notice tone="danger">{explain(i18n, keep.error)}</Notice>}
      <Button tone="primary" busy={keep.isPending} onClick={() => keep.mutate()}>
        <Trans>Keep my account</Trans>
      </Button>
    </Section>
  )
}
