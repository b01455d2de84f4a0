import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { listBlocks } from '@/api/calls/list-blocks'
import { unblockUser } from '@/api/calls/unblock-user'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { shortDate } from '@/lib/time'
import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

/** Whom I block, and how to hear of them again. */
export function BlockedPeople() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const blocked = useQuery({ queryKey: keys.blocked, queryFn: listBlocks })
  const unblock = useMutation({
    mutationFn: unblockUser,
    onSettled: () => client.invalidateQueries({ queryKey: keys.blocked }),
  })
  const error = blocked.error ?? unblock.error
  return (
    <Section
      title={t`Blocked people`}
      note={t`Their messages are folded and their mentions do not count. They are told nothing.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!blocked.data && !error && <SkeletonRows count={2} label={t`The list is loading`} />}
      {blocked.data?.length === 0 && (
        <p>
          <Trans>You block nobody. You can block somebody from their profile.</Trans>
        </p>
      )}
      {blocked.data && blocked.data.length > 0 && (
        <List>
          {blocked.data.map(({ user, created_at }) => (
            <ListRow
              key={user.id}
              start={
                <Avatar id={user.id} picture={user.avatar} name={nameOf(user)} size="s" bot={user.bot} />
              }
              title={nameOf(user)}
              note={t`@${user.username} · since ${shortDate(new Date(created_at), i18n.locale)}`}
            >
              <Button
                tone="secondary"
                busy={unblock.isPending && unblock.variables === user.id}
                aria-label={t`Unblock ${nameOf(user)}`}
                onClick={() => unblock.mutate(user.id)}
              >
                <Trans>Unblock</Trans>
              </Button>
            </ListRow>
          ))}
        </List>
      )}
    </Section>
  )
}
