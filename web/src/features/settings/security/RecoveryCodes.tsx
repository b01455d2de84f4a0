import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { makeRecoveryCodes } from '@/api/calls/make-recovery-codes'
import { explain } from '@/api/explain'
import type { Factors } from '@/api/factor-types'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

/** So few that one should think of new ones. */
const FEW = 3

export function RecoveryCodes({ factors, onMade }: { factors: Factors; onMade: (codes: string[]) => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const make = useMutation({
    mutationFn: () => withProof(makeRecoveryCodes),
    onSuccess: ({ codes }) => onMade(codes),
    onSettled: () => client.invalidateQueries({ queryKey: keys.factors }),
  })
  const left = factors.recovery_codes?.left ?? 0
  return (
    <Section
      title={t`Recovery codes`}
      note={t`For the day you have neither your device nor your app: each opens your account once.`}
    >
      {make.error && <Notice tone="danger">{explain(i18n, make.error)}</Notice>}
      {left <= FEW ? (
        <Notice tone="signal">
          <Plural value={left} _0="No code is left." one="One code is left." other="# codes are left." />{' '}
          <Trans>Make new ones.</Trans>
        </Notice>
      ) : (
        <p>
          <Plural value={left} one="One code is left." other="# codes are left." />
        </p>
      )}
      <Button tone="secondary" busy={make.isPending} onClick={() => setAsked(true)}>
        <Trans>Make new codes</Trans>
      </Button>
      {asked && (
        <ConfirmDialog
          title={t`Make new recovery codes?`}
          intro={t`Those you have kept so far will be worth nothing.`}
          act={t`Make new codes`}
          onAct={() => make.mutate()}
          onClose={() => setAsked(false)}
        />
      )}
    </Section>
  )
}
