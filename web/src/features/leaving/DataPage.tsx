import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { LeavingMode } from '@/api/leaving-types'
import { getDeparture } from '@/api/calls/get-departure'
import { getLeavingMode } from '@/api/calls/get-leaving-mode'
import { updateLeavingMode } from '@/api/calls/update-leaving-mode'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { Button } from '@/ui/Button'
import { SelectField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { Copy } from './Copy'
import { Leaving } from './Leaving'
import { LeaveDialog } from './LeaveDialog'

/** What Beep holds of me: a copy of it, and its end. */
export function DataPage() {
  const { t, i18n } = useLingui()
  const [open, setOpen] = useState(false)
  const departure = useQuery({ queryKey: keys.departure, queryFn: getDeparture })
  return (
    <>
      {departure.data && <Leaving departure={departure.data} />}
      <Copy />
      <Section title={t`Delete my account`} note={t`Your name, picture, sessions and friends go for good.`}>
        {departure.error && <Notice tone="danger">{explain(i18n, departure.error)}</Notice>}
        <Mode />
        {!departure.data && (
          <Button tone="danger" icon="trash" disabled={departure.isPending} onClick={() => setOpen(true)}>
            <Trans>Delete my account</Trans>
          </Button>
        )}
      </Section>
      {open && <LeaveDialog onClose={() => setOpen(false)} />}
    </>
  )
}

/** What happens to my messages, should I ever leave. */
function Mode() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const mode = useQuery({ queryKey: keys.leavingMode, queryFn: getLeavingMode })
  const change = useMutation({
    mutationFn: updateLeavingMode,
    onSuccess: (kept) => client.setQueryData(keys.leavingMode, kept),
  })
  const error = mode.error ?? change.error
  if (error) return <Notice tone="danger">{explain(i18n, error)}</Notice>
  if (!mode.data) return <SkeletonRows count={1} label={t`Your choice is loading`} />
  const options: { value: LeavingMode; label: string }[] = [
    { value: 'delete', label: t`Delete them` },
    { value: 'anonymise', label: t`Keep them under no name` },
  ]
  return (
    <SelectField
      label={t`What I wrote, once I am gone`}
      hint={change.isPending ? t`Saving…` : change.isSuccess ? t`Saved.` : undefined}
      value={change.isPending ? change.variables : mode.data.mode}
      options={options}
      onChange={(chosen) => change.mutate(chosen)}
    />
  )
}
