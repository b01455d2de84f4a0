import { Trans } from '@lingui/react/macro'

import { RELATION, type Relation } from '@/api/people-types'
import type { User } from '@/api/types'
import type { FriendAct } from '@/live/friend-acts'
import { useRelation } from '@/live/friends'
import { Button } from '@/ui/Button'

import styles from './ProfileCard.module.css'
import { useSaidAct } from './use-said-act'

/** To become somebody's friend, answer them, or part from them. */
export function FriendButtons({ user, onRemove }: { user: User; onRemove: () => void }) {
  const relation = useRelation(user.id)
  const { act, isPending } = useSaidAct(user)
  if (relation === RELATION.blocked) return null
  return (
    <div className={styles.friend}>
      <Buttons relation={relation} busy={isPending} act={act} onRemove={onRemove} />
    </div>
  )
}

interface ButtonsProps {
  relation: Relation | undefined
  busy: boolean
  act: (wish: FriendAct) => void
  onRemove: () => void
}

function Buttons({ relation, busy, act, onRemove }: ButtonsProps) {
  switch (relation) {
    case RELATION.incoming:
      return (
        <>
          <Button icon="check" busy={busy} onClick={() => act('accept')}>
            <Trans>Accept the request</Trans>
          </Button>
          <Button tone="secondary" disabled={busy} onClick={() => act('refuse')}>
            <Trans>Refuse</Trans>
          </Button>
        </>
      )
    case RELATION.outgoing:
      return (
        <Button tone="secondary" icon="close" busy={busy} onClick={() => act('withdraw')}>
          <Trans>Withdraw the request</Trans>
        </Button>
      )
    case RELATION.friend:
      return (
        <Button tone="secondary" icon="minus" busy={busy} onClick={onRemove}>
          <Trans>Remove the friend</Trans>
        </Button>
      )
    default:
      return (
        <Button icon="invite" busy={busy} onClick={() => act('ask')}>
          <Trans>Add as a friend</Trans>
        </Button>
      )
  }
}
