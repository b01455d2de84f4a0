import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { blockUser } from '@/api/calls/block-user'
import { unblockUser } from '@/api/calls/unblock-user'
import { updateMember } from '@/api/calls/update-member'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Id, Member, User } from '@/api/types'
import { can, isTimedOut } from '@/lib/permissions'
import type { Act } from '@/live/acting'
import { useStanding } from '@/live/administration'
import { useBlocks } from '@/live/people'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/toasts'

import { FriendButtons } from './FriendButtons'
import styles from './ProfileCard.module.css'

interface MemberActsProps {
  serverId: Id
  user: User
  member: Member | undefined
  onAct: (act: Act) => void
  onMention?: () => void
  onWhy: () => void
}

/** What one may do about somebody: only what would be allowed is offered. */
export function MemberActs({ serverId, user, member, onAct, onMention, onWhy }: MemberActsProps) {
  const { i18n } = useLingui()
  const me = useMe()
  const { permissions, outranks } = useStanding(serverId)
  const isMe = me?.id === user.id
  const above = member !== undefined && outranks(member)
  const onError = (error: unknown) => toast(explain(i18n, error), 'danger')
  const endTimeout = useMutation({
    mutationFn: () => updateMember(serverId, user.id, { communication_disabled_until: null }),
    onError,
  })
  const mayRename =
    member && (isMe ? can(permissions, 'changeNickname') : above && can(permissions, 'manageNicknames'))
  const silenced = isTimedOut(member, new Date())
  return (
    <div className={styles.acts}>
      {!isMe && !user.bot && <FriendButtons user={user} onRemove={() => onAct('unfriend')} />}
      {onMention && (
        <Button tone="secondary" icon="reply" onClick={onMention}>
          <Trans>Mention</Trans>
        </Button>
      )}
      {mayRename && (
        <Button tone="secondary" icon="edit" onClick={() => onAct('nickname')}>
          <Trans>Nickname</Trans>
        </Button>
      )}
      {above && can(permissions, 'moderateMembers') && (
        <Button
          tone="secondary"
          icon="clock"
          busy={endTimeout.isPending}
          onClick={() => (silenced ? endTimeout.mutate() : onAct('timeout'))}
        >
          {silenced ? <Trans>End the timeout</Trans> : <Trans>Timeout</Trans>}
        </Button>
      )}
      {above && can(permissions, 'kickMembers') && (
        <Button tone="secondary" icon="leave" onClick={() => onAct('kick')}>
          <Trans>Kick</Trans>
        </Button>
      )}
      {!isMe && can(permissions, 'banMembers') && (above || !member) && (
        <Button tone="secondary" icon="ban" onClick={() => onAct('ban')}>
          <Trans>Ban</Trans>
        </Button>
      )}
      {member && (isMe || can(permissions, 'manageRoles')) && (
        <Button tone="secondary" icon="question" onClick={onWhy}>
          <Trans>Why?</Trans>
        </Button>
      )}
      {!isMe && <BlockButton user={user} />}
    </div>
  )
}

/** To hear nothing of somebody any more, or again; they are told nothing. */
function BlockButton({ user }: { user: User }) {
  const { i18n } = useLingui()
  const client = useQueryClient()
  const blocked = useBlocks().includes(user.id)
  const change = useMutation({
    mutationFn: () => (blocked ? unblockUser(user.id) : blockUser(user.id)),
    onSettled: () => client.invalidateQueries({ queryKey: keys.blocked }),
    onError: (error) => toast(explain(i18n, error), 'danger'),
  })
  return (
    <Button
      tone="secondary"
      icon={blocked ? 'eye' : 'eyeOff'}
      busy={change.isPending}
      onClick={() => change.mutate()}
    >
      {blocked ? <Trans>Unblock</Trans> : <Trans>Block</Trans>}
    </Button>
  )
}
