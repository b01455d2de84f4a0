import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Redirect, useLocation } from 'wouter'

import { claimAdministration } from '@/api/calls/claim-administration'
import { getMe } from '@/api/calls/get-me'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { useSignedIn } from '@/api/use-signed-in'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Page, Section } from '@/ui/Page'

import { forgetFirstToken, takeFirstToken } from './first'

/** The address Beep prints while nobody administers: whoever opens it does from then on. */
export function FirstPage() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [token] = useState(takeFirstToken)
  const signedIn = useSignedIn()
  const claim = useMutation({
    mutationFn: () => claimAdministration(token),
    onSuccess: async () => {
      forgetFirstToken()
      client.setQueryData(keys.me, await getMe())
      navigate('/settings/people', { replace: true })
    },
  })
  if (!signedIn) return <Redirect to="/signup?next=%2Ffirst" replace />
  return (
    <Page title={t`First administrator`} onClose={() => navigate('/')}>
      <Section
        title={t`Look after this Beep`}
        note={t`An administrator finds people, ends their sessions, suspends accounts and reads the log. It is no way into servers.`}
      >
        {claim.error && <Notice tone="danger">{explain(i18n, claim.error)}</Notice>}
        {!token && (
          <Notice tone="danger">
            <Trans>This address is not whole. Open the one Beep printed, to its last sign.</Trans>
          </Notice>
        )}
        <Button
          tone="primary"
          icon="crown"
          busy={claim.isPending}
          disabled={!token}
          onClick={() => claim.mutate()}
        >
          <Trans>Become the administrator</Trans>
        </Button>
      </Section>
    </Page>
  )
}
