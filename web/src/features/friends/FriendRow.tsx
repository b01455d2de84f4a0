import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { User } from '@/api/types'
import { useFriendAct } from '@/live/friend-acts'
import { nameOf } from '@/live/names'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ListRow } from '@/ui/List'
import { Menu } from '@/ui/Menu'
import { PersonPicture } from '@/ui/PersonPicture'
import { STATUS_WORDS, type Shown } from '@/ui/status'

import { Failed } from './Failed'

type Asking = 'remove' | 'block' | undefined

/** One friend: what they are right now, and how to part from them. */
export function FriendRow({ user, status }: { user: User; status: Shown | undefined }) {
  const { t, i18n } = useLingui()
  const [asking, setAsking] = useState<Asking>()
  const { mutate } = useFriendAct(user)
  const name = nameOf(user)
  const words = status && i18n._(STATUS_WORDS[status])
  return (
    <ListRow
      start={<PersonPicture user={user} name={name} status={status} size="m" silent />}
      title={name}
      note={words ? `@${user.username} · ${words}` : `@${user.username}`}
    >
      <Menu
        icon="more"
        label={t`Actions for ${name}`}
        items={[
          { label: t`Remove the friend`, icon: 'minus', onSelect: () => setAsking('remove') },
          { label: t`Block`, icon: 'eyeOff', danger: true, onSelect: () => setAsking('block') },
        ]}
      />
      <Failed user={user} />
      {asking === 'remove' && (
        <ConfirmDialog
          title={t`Remove ${name} from your friends?`}
          intro={t`You will not see each other's status any more. They are not told.`}
          act={t`Remove the friend`}
          onAct={() => mutate('remove')}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'block' && (
        <ConfirmDialog
          title={t`Block ${name}?`}
          intro={t`You are no longer friends, their messages are folded and they cannot ask you again. They are told nothing.`}
          act={t`Block`}
          onAct={() => mutate('block')}
          onClose={() => setAsking(undefined)}
        />
      )}
    </ListRow>
  )
}
