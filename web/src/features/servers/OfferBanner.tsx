import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { acceptTransfer } from '@/api/calls/accept-transfer'
import { endTransfer } from '@/api/calls/end-transfer'
import { explain } from '@/api/explain'
import { apply } from '@/live/apply'
import { useTransfer } from '@/live/ownership'
import { useMe, useServer } from '@/live/queries'
import { Banner } from '@/ui/Banner'
import { Button } from '@/ui/Button'

/** Somebody offers me the server I am looking at. */
export function OfferBanner({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const me = useMe()
  const server = useServer(serverId).data
  const transfer = useTransfer(serverId)
  const { mutate, error, isPending } = useMutation({
    mutationFn: async (accepts: boolean) => (accepts ? acceptTransfer(serverId) : endTransfer(serverId)),
    onSuccess: (data) => {
      apply(client, { name: 'BEEP_OWNERSHIP_PROPOSED', data: { guild_id: serverId, user_id: null } })
      if (data) apply(client, { name: 'GUILD_UPDATE', data })
    },
  })
  if (!server || !transfer || transfer.user_id !== me?.id) return null
  const { name } = server
  return (
    <Banner
      label={t`Offer of the server`}
      icon="crown"
      words={error ? explain(i18n, error) : <Trans>The owner of {name} offers you the server.</Trans>}
    >
      <Button busy={isPending} onClick={() => mutate(true)}>
        <Trans>Accept</Trans>
      </Button>
      <Button tone="secondary" disabled={isPending} onClick={() => mutate(false)}>
        <Trans>Refuse</Trans>
      </Button>
    </Banner>
  )
}
