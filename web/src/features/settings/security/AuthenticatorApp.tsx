import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { beginTotp } from '@/api/calls/begin-totp'
import { removeTotp } from '@/api/calls/remove-totp'
import { explain } from '@/api/explain'
import type { Factors, TotpOffer } from '@/api/factor-types'
import { shortDate } from '@/lib/time'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

import { AppDialog } from './AppDialog'
import { lastUse } from './last-use'
import { useRemoval } from './use-removal'

interface AuthenticatorAppProps {
  factors: Factors
  onChange: (codes?: string[] | null) => void
}

export function AuthenticatorApp({ factors, onChange }: AuthenticatorAppProps) {
  const { t, i18n } = useLingui()
  const [offer, setOffer] = useState<TotpOffer>()
  const begin = useMutation({ mutationFn: () => withProof(beginTotp), onSuccess: setOffer })
  const removal = useRemoval(removeTotp, () => onChange())
  const { totp } = factors
  const since = totp && shortDate(new Date(totp.created_at), i18n.locale)
  return (
    <Section
      title={t`Authenticator app`}
      note={t`An app on your phone, such as Aegis or Google Authenticator, that makes codes.`}
    >
      {begin.error && <Notice tone="danger">{explain(i18n, begin.error)}</Notice>}
      {totp && (
        <List>
          <ListRow
            start={<Icon name="check" />}
            title={t`Set up on ${since}`}
            note={lastUse(i18n, totp.last_used_at)}
          >
            <Button tone="secondary" busy={removal.isPending} onClick={removal.ask}>
              <Trans>Remove</Trans>
            </Button>
          </ListRow>
        </List>
      )}
      <Button tone="secondary" busy={begin.isPending} onClick={() => begin.mutate()}>
        {totp ? <Trans>Change the app</Trans> : <Trans>Set up an app</Trans>}
      </Button>
      {offer && (
        <AppDialog
          offer={offer}
          onClose={() => setOffer(undefined)}
          onDone={(codes) => {
            setOffer(undefined)
            onChange(codes)
          }}
        />
      )}
      {removal.dialog(t`Remove the authenticator app?`)}
    </Section>
  )
}
