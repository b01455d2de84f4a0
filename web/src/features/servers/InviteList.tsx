import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { deleteInvite } from '@/api/calls/delete-invite'
import { listInvites } from '@/api/calls/list-invites'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { List } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

import { InviteRow } from './InviteRow'

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
      {invites.data.map((invite) => (
        <InviteRow
          key={invite.code}
          invite={invite}
          busy={revoke.isPending}
          onRevoke={() => revoke.mutate(invite.code)}
        />
      ))}
    </List>
  )
}
