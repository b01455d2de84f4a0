import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { listConsents } from '@/api/calls/list-consents'
import { takeConsentBack } from '@/api/calls/take-consent-back'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Consent } from '@/api/types'
import { timeAgo } from '@/lib/time'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'
import { toast } from '@/ui/toasts'

import { Confirm } from './Confirm'
import { inOrder, SCOPES } from './scopes'

/** Applications I let know or do something, and how to end that. */
export function ConnectedApps() {
  const { t, i18n } = useLingui()
  const { data, error } = useQuery({ queryKey: keys.consents, queryFn: listConsents })
  const [chosen, setChosen] = useState<Consent>()
  return (
    <Section
      title={t`Connected apps`}
      note={t`Applications you sign in to with Beep, and what you let them see and do.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!data && !error && <SkeletonRows count={2} label={t`Connected apps are loading`} />}
      {data?.length === 0 && (
        <EmptyState picture="hello" title={t`No connected app`}>
          <p>
            <Trans>What you sign in to with Beep appears here.</Trans>
          </p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <List>
          {data.map((one) => (
            <ListRow key={one.client.id} title={one.client.name} note={<About consent={one} />}>
              <Button
                tone="secondary"
                aria-label={t`Remove the access of ${one.client.name}`}
                onClick={() => setChosen(one)}
              >
                <Trans>Remove access</Trans>
              </Button>
            </ListRow>
          ))}
        </List>
      )}
      {chosen && <RemoveAccess consent={chosen} onClose={() => setChosen(undefined)} />}
    </Section>
  )
}

function About({ consent }: { consent: Consent }) {
  const { i18n } = useLingui()
  const used = timeAgo(new Date(consent.last_used_at), i18n.locale)
  const words = inOrder(consent.scopes).map((scope) => i18n._(SCOPES[scope].short))
  return (
    <>
      {words.join(' · ')} — <Trans>last sign-in {used}</Trans>
    </>
  )
}

function RemoveAccess({ consent, onClose }: { consent: Consent; onClose: () => void }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const { name } = consent.client
  const remove = useMutation({
    mutationFn: () => takeConsentBack(consent.client.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.consents })
      toast(t`${name} has no access any more.`)
      onClose()
    },
  })
  return (
    <Confirm
      title={t`Remove the access of ${name}?`}
      intro={t`It is signed out at once. It will ask you again the next time.`}
      error={remove.error}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <Trans>Remove access</Trans>
    </Confirm>
  )
}
