import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { endTransfer } from '@/api/calls/end-transfer'
import { explain } from '@/api/explain'
import type { Member } from '@/api/types'
import { apply } from '@/live/apply'
import { shortDate } from '@/lib/time'
import { nameOf } from '@/live/names'
import { useTransfer } from '@/live/ownership'
import { useMe, useMembers } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

import { MemberPicker } from '../members/MemberPicker'
import { OfferDialog } from './OfferDialog'

/** Giving the server to somebody, in two steps: it is offered, and taken or not. */
export function OwnershipSection({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const me = useMe()
  const { data: members = [] } = useMembers(serverId)
  const transfer = useTransfer(serverId)
  const [choosing, setChoosing] = useState(false)
  const [heir, setHeir] = useState<Member>()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => endTransfer(serverId),
    onSuccess: () =>
      apply(client, { name: 'BEEP_OWNERSHIP_PROPOSED', data: { guild_id: serverId, user_id: null } }),
  })
  const target = members.find((member) => member.user.id === transfer?.user_id)
  const name = target ? nameOf(target.user, target) : '…'
  const until = transfer ? shortDate(new Date(transfer.expires_at), i18n.locale) : ''
  return (
    <Section
      title={t`Ownership`}
      note={t`The server is offered to a member, who accepts or refuses. You stay a member, with the roles you have.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {transfer ? (
        <>
          <Notice tone="signal">
            <Trans>
              Offered to <strong>{name}</strong>, who may answer until {until}.
            </Trans>
          </Notice>
          <Button tone="secondary" busy={isPending} onClick={() => mutate()}>
            <Trans>Withdraw the offer</Trans>
          </Button>
        </>
      ) : (
        <Button tone="secondary" icon="crown" onClick={() => setChoosing(true)}>
          <Trans>Give the server to somebody</Trans>
        </Button>
      )}
      {choosing && (
        <MemberPicker
          title={t`Who shall own the server?`}
          members={members.filter((member) => member.user.id !== me?.id && !member.user.bot)}
          onPick={(member) => {
            setChoosing(false)
            setHeir(member)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {heir && <OfferDialog serverId={serverId} member={heir} onClose={() => setHeir(undefined)} />}
    </Section>
  )
}
