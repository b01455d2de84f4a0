import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { Channel } from '@/api/types'
import { cx } from '@/lib/cx'
import { IconButton } from '@/ui/Button'

import { choiceKey, useChoices } from './drafts'
import { OverrideMatrix } from './OverrideMatrix'
import styles from './Overrides.module.css'
import { MEMBER, overrideOf } from './rules'
import { TargetPicker } from './TargetPicker'
import { useTargets, type Target } from './targets'

interface OverrideEditorProps {
  serverId: string
  channel: Channel
  mine: bigint
  fixed: boolean
}

/** Whom exceptions are about on one side, and each permission for the chosen one on the other. */
export function OverrideEditor({ serverId, channel, mine, fixed }: OverrideEditorProps) {
  const { t } = useLingui()
  const [wanted, setWanted] = useState(serverId)
  const [added, setAdded] = useState<{ id: string; type: number }[]>([])
  const [adding, setAdding] = useState(false)
  const drafts = useChoices()
  // Somebody who is being added has no exception yet: it is made when it is saved.
  const shown = added.reduce<Channel>(
    (sum, { id, type }) => ({
      ...sum,
      permission_overwrites: [
        ...sum.permission_overwrites.filter((one) => one.id !== id),
        overrideOf(sum, id, type),
      ],
    }),
    channel,
  )
  const targets = useTargets(serverId, shown)
  const open = targets.find((target) => target.id === wanted) ?? targets[0]
  const changed = (target: Target) => drafts[choiceKey(channel.id, target.id)] !== undefined
  return (
    <div className={styles.editor}>
      <section aria-label={t`Exceptions`} className={styles.targets}>
        <ul>
          {targets.map((target) => (
            <li key={target.id}>
              <button
                type="button"
                className={cx(styles.target, target.id === open?.id && styles.current)}
                aria-current={target.id === open?.id ? 'true' : undefined}
                onClick={() => setWanted(target.id)}
              >
                {target.type === MEMBER ? null : target.picture}
                <span>{target.name}</span>
                {changed(target) && <i role="img" aria-label={t`not saved`} />}
              </button>
            </li>
          ))}
        </ul>
        {!fixed && <IconButton icon="plus" label={t`Add an exception`} onClick={() => setAdding(true)} />}
      </section>
      {open && <OverrideMatrix key={open.id} {...{ channel, mine, fixed }} target={open} />}
      {adding && (
        <TargetPicker
          title={t`Make an exception for`}
          serverId={serverId}
          except={targets.map((target) => target.id)}
          onPick={(id, type) => {
            setAdded([...added, { id, type }])
            setWanted(id)
            setAdding(false)
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {!open && (
        <p>
          <Trans>There is no exception here.</Trans>
        </p>
      )}
    </div>
  )
}
