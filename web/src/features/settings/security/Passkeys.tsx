import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { addPasskey } from '@/api/calls/add-passkey'
import { beginPasskey } from '@/api/calls/begin-passkey'
import { listSessions } from '@/api/calls/list-sessions'
import { explain, explainField } from '@/api/explain'
import type { Factors } from '@/api/factor-types'
import { keys } from '@/api/keys'
import { canUsePasskeys, createPasskey, wasDeclined, wasKnown } from '@/lib/passkeys'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { List } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

import { deviceName } from '../device'
import { PasskeyRow } from './PasskeyRow'

interface PasskeysProps {
  factors: Factors
  onChange: (codes?: string[] | null) => void
}

export function Passkeys({ factors, onChange }: PasskeysProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const sessions = useQuery({ queryKey: keys.sessions, queryFn: listSessions }).data
  const add = useMutation({
    mutationFn: async () => {
      const credential = await createPasskey(await withProof(beginPasskey))
      const device = sessions?.find((one) => one.current) ?? {}
      // Called like the device; the name can be changed, a passkey the server does not know could not be used.
      return withProof(() => addPasskey({ name: deviceName(i18n, device), credential }))
    },
    onSuccess: async ({ recovery_codes }) => {
      await client.invalidateQueries({ queryKey: keys.factors })
      onChange(recovery_codes)
    },
  })
  const { passkeys, passkeys_at: site } = factors
  const works = canUsePasskeys() && site !== null && isAt(site)
  return (
    <Section
      title={t`Passkeys`}
      note={t`Your finger, your face or the code of your device open your account: no password to type, and none to be tricked out of.`}
    >
      {add.error && !wasDeclined(add.error) && (
        <Notice tone="danger">
          {wasKnown(add.error)
            ? t`This device has a passkey of yours already.`
            : (explainField(i18n, add.error, 'credential') ?? explain(i18n, add.error))}
        </Notice>
      )}
      {passkeys.length > 0 && (
        <List>
          {passkeys.map((one) => (
            <PasskeyRow key={one.id} passkey={one} onRemoved={() => onChange()} />
          ))}
        </List>
      )}
      {works ? (
        <Button icon="key" tone="secondary" busy={add.isPending} onClick={() => add.mutate()}>
          <Trans>Add a passkey</Trans>
        </Button>
      ) : site === null ? (
        <p>
          <Trans>Passkeys need an address with a name, which this Beep does not have.</Trans>
        </p>
      ) : (
        <p>
          <Trans>Passkeys work at {site}. Open Beep there, in a browser that knows them.</Trans>
        </p>
      )}
    </Section>
  )
}

/** Passkeys of a site work at its name and below. */
function isAt(site: string): boolean {
  return location.hostname === site || location.hostname.endsWith(`.${site}`)
}
