import { useLingui } from '@lingui/react/macro'

import { explain } from '@/api/explain'
import type { Channel } from '@/api/types'
import { useRegistry } from '@/live/administration'
import { Notice } from '@/ui/Notice'
import { SkeletonRows } from '@/ui/Skeleton'
import { TriState } from '@/ui/TriState'
import { UnsavedBar } from '@/ui/UnsavedBar'

import { grouped, useWords } from '../permissions/registry'
import matrix from '../roles/PermissionMatrix.module.css'
import { choiceKey, choose, chosen, forgetChoices, useChoices } from './drafts'
import { stateOf } from './rules'
import type { Target } from './targets'
import { useOverride } from './use-override'

interface OverrideMatrixProps {
  channel: Channel
  target: Target
  mine: bigint
  fixed: boolean
}

/** Each permission that counts in channels: forbidden, as elsewhere, or allowed, for one role or member. */
export function OverrideMatrix({ channel, target, mine, fixed }: OverrideMatrixProps) {
  const { t, i18n } = useLingui()
  const words = useWords()
  const registry = useRegistry()
  const key = choiceKey(channel.id, target.id)
  const choices = useChoices((all) => all[key])
  const save = useOverride(channel)
  if (registry.error) return <Notice tone="danger">{explain(i18n, registry.error)}</Notice>
  if (!registry.data) return <SkeletonRows count={6} label={t`Permissions are loading`} />
  const shown = chosen(target.override, choices)
  const same = shown.allow === target.override.allow && shown.deny === target.override.deny
  const permissions = registry.data.filter((one) => one.scopes.includes('channel'))
  const states = { allow: t`Allow`, inherit: t`As elsewhere`, deny: t`Forbid` }
  return (
    <div className={matrix.matrix}>
      {grouped(permissions).map(([group, list]) => (
        <section key={group} className={matrix.group} aria-label={words.group(group)}>
          <h3>{words.group(group)}</h3>
          {list.map((one) => {
            const beyondMe = (mine & BigInt(one.value)) === 0n
            const reason =
              beyondMe && !fixed ? t`You do not have this permission here, so you cannot decide it.` : ''
            return (
              <TriState
                key={one.name}
                label={words.label(one)}
                note={`${words.description(one)} ${reason}`}
                words={states}
                value={stateOf(shown, BigInt(one.value))}
                disabled={fixed || beyondMe}
                onChange={(state) => choose(key, one.value, state)}
              />
            )
          })}
        </section>
      ))}
      {save.error && <Notice tone="danger">{explain(i18n, save.error)}</Notice>}
      {choices && !same && (
        <UnsavedBar
          busy={save.isPending}
          onSave={() => save.mutate(shown, { onSuccess: () => forgetChoices(key) })}
          onReset={() => forgetChoices(key)}
        />
      )}
    </div>
  )
}
