import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { explainPermissions } from '@/api/calls/explain-permissions'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Decision, PermissionInfo } from '@/api/types'
import { useRegistry } from '@/live/administration'
import { Choices } from '@/ui/Choices'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'

import { useWords } from '../permissions/registry'
import styles from './Explanation.module.css'
import { Reasons } from './Reasons'

interface AnswerProps {
  serverId: string
  userId: string
  channelId: string | undefined
  /** How the person is called. */
  name: string
}

type Shown = 'all' | 'allowed' | 'refused'

/** Each permission with its decision and, in sentences, where the decision comes from. */
export function Answer({ serverId, userId, channelId, name }: AnswerProps) {
  const { t, i18n } = useLingui()
  const [shown, setShown] = useState<Shown>('all')
  const registry = useRegistry()
  // Asked again each time: it is about now.
  const answer = useQuery({
    queryKey: keys.explained(serverId, userId, channelId),
    queryFn: () => explainPermissions(serverId, userId, channelId),
    staleTime: 0,
    gcTime: 0,
  })
  const error = answer.error ?? registry.error
  if (error) return <Notice tone="danger">{explain(i18n, error)}</Notice>
  if (!answer.data || !registry.data) return <SkeletonRows count={5} label={t`The answer is on its way`} />
  const known = new Map(registry.data.map((one) => [one.name, one]))
  const decisions = answer.data.decisions.filter(
    (one) => shown === 'all' || one.allowed === (shown === 'allowed'),
  )
  return (
    <>
      <Choices
        legend={t`Show`}
        value={shown}
        options={[
          { value: 'all', label: t`Everything` },
          { value: 'allowed', label: t`Allowed` },
          { value: 'refused', label: t`Refused` },
        ]}
        onChange={setShown}
      />
      {/* Reasons without links leave nothing to focus inside: the list itself is scrolled by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={styles.decisions} aria-label={t`Decisions`} tabIndex={0}>
        {decisions.map((decision) => (
          <Row
            key={decision.name}
            info={known.get(decision.name)}
            {...{ decision, serverId, channelId, name }}
          />
        ))}
      </ul>
    </>
  )
}

interface RowProps extends Omit<AnswerProps, 'userId'> {
  decision: Decision
  info: PermissionInfo | undefined
}

function Row({ decision, info, ...rest }: RowProps) {
  const words = useWords()
  return (
    <li className={styles.decision} data-allowed={decision.allowed}>
      <span className={styles.mark}>
        <Icon name={decision.allowed ? 'check' : 'close'} size={16} />
      </span>
      <div>
        <strong>{info ? words.label(info) : decision.name}</strong>
        <span className={styles.verdict}>
          {decision.allowed ? <Trans>allowed</Trans> : <Trans>refused</Trans>}
        </span>
        <Reasons because={decision.because} {...rest} />
      </div>
    </li>
  )
}
