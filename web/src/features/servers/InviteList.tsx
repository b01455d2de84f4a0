import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { deleteInvite } from '@/api/calls/delete-invite'
import { listInvites } from '@/api/calls/list-invites'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { shortDate } from '@/lib/time'
import { nameOf } from '@/live/names'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

/** Invitations of a server, with a button to end each. */
export function InviteList({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const invites = useQuery({ queryKey: keys.invites(serverId), queryFn: () => listInvites(serverId) })
  const revoke = useMutation({
    mutationFn: deleteInvite,
    onSettled: () => client.invalidateQueries({ queryKey: keys.invites(serverId) }),
  })
  if (invites.error) return <Notice tone="danger">{explain(i18n, invites.error)}</Notice>
  if (!invites.data) return <SkeletonRows count={2} label={t`Invitations are loading`} />
  if (invites.data.length === 0) {
    return (
      <p>
        <Trans>There is no invitation at the moment.</Trans>
      </p>
    )
  }
  return (
    <List>
      {invites.data.map((invite) => {
        const uses = plural(invite.uses ?? 0, { one: 'used once', other: 'used # times', 0: 'never used' })
        const until = invite.expires_at ? shortDate(new Date(invite.expires_at), i18n.locale) : undefined
        const end = until ? t`until ${until}` : t`without end`
        const by = invite.inviter ? ` · ${nameOf(invite.inviter)}` : ''
        return (
          <ListRow key={invite.code} title={invite.code} note={`${uses} · ${end}${by}`}>
            <Button tone="secondary" disabled={revoke.isPending} onClick={() => revoke.mutate(invite.code)}>
              <Trans>Revoke</Trans>
            </Button>
          </ListRow>
        )
      })}
    </List>
  )
}
