import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { explain } from '@/api/explain'
import type { Channel, Overwrite } from '@/api/types'
import { IconButton, Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'

import { overrideOf, stateOf, VIEW, withState } from './rules'
import { TargetPicker } from './TargetPicker'
import { useTargets } from './targets'
import { useOverride } from './use-override'

interface GuestsProps {
  serverId: string
  channel: Channel
  fixed: boolean
}

/** Roles and members who see a private channel. */
export function Guests({ serverId, channel, fixed }: GuestsProps) {
  const { t, i18n } = useLingui()
  const [adding, setAdding] = useState(false)
  const { mutate, error, isPending } = useOverride(channel)
  const targets = useTargets(serverId, channel)
  const guests = targets.filter(({ override }) => stateOf(override, VIEW) === 'allow')
  const letIn = (override: Overwrite, isIn: boolean) =>
    mutate(withState(override, VIEW, isIn ? 'allow' : 'inherit'))
  return (
    <>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {guests.length === 0 ? (
        <p>
          <Trans>Nobody but the owner and administrators sees it yet.</Trans>
        </p>
      ) : (
        <List>
          {guests.map(({ id, name, note, picture, override }) => (
            <ListRow key={id} start={picture} title={name} note={note}>
              {!fixed && (
                <IconButton
                  icon="close"
                  label={t`Let ${name} in no more`}
                  disabled={isPending}
                  onClick={() => letIn(override, false)}
                />
              )}
            </ListRow>
          ))}
        </List>
      )}
      {!fixed && (
        <Button tone="secondary" icon="plus" onClick={() => setAdding(true)}>
          <Trans>Let in a role or a member</Trans>
        </Button>
      )}
      {adding && (
        <TargetPicker
          title={t`Who sees this channel?`}
          serverId={serverId}
          except={[serverId, ...guests.map((guest) => guest.id)]}
          onPick={(id, type) => {
            letIn(overrideOf(channel, id, type), true)
            setAdding(false)
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}
