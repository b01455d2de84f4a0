import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'

import { acceptInvited } from '@/api/calls/accept-invited'
import { declineInvited } from '@/api/calls/decline-invited'
import { explain } from '@/api/explain'
import type { Invited } from '@/api/types'
import { joined } from '@/live/administration-pushes'
import { nameOf } from '@/live/names'
import { useInvited } from '@/live/ownership'
import { ServerTile } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'

/** Servers somebody has invited me to by name: joined or declined. */
export function InvitedList() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const invited = useInvited()
  const { mutate, error, isPending } = useMutation({
    mutationFn: async ({ one, accepts }: { one: Invited; accepts: boolean }) => {
      await (accepts ? acceptInvited : declineInvited)(one.guild.id)
    },
    onSuccess: (_, { one, accepts }) => {
      joined(client, one.guild.id)
      if (accepts) navigate(`/servers/${one.guild.id}`)
    },
  })
  if (invited.length === 0) return null
  return (
    <section aria-label={t`Invitations`} style={{ width: '100%', textAlign: 'left' }}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      <List>
        {invited.map((one) => {
          const inviter = one.inviter ? nameOf(one.inviter) : t`Somebody`
          return (
            <ListRow
              key={one.guild.id}
              start={<ServerTile id={one.guild.id} picture={one.guild.icon} name={one.guild.name} size="s" />}
              title={one.guild.name}
              note={t`${inviter} invites you`}
            >
              <Button disabled={isPending} onClick={() => mutate({ one, accepts: true })}>
                <Trans>Join</Trans>
              </Button>
              <Button tone="ghost" disabled={isPending} onClick={() => mutate({ one, accepts: false })}>
                <Trans>Decline</Trans>
              </Button>
            </ListRow>
          )
        })}
      </List>
    </section>
  )
}
