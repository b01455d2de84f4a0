import { Trans, useLingui } from '@lingui/react/macro'

import { explain } from '@/api/explain'
import type { Channel } from '@/api/types'
import { can } from '@/lib/permissions'
import { askWhy } from '@/live/asking'
import { useOwnPermissions } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { Switch } from '@/ui/Switch'

import { Guests } from './Guests'
import { OverrideEditor } from './OverrideEditor'
import { overrideOf, ROLE, stateOf, VIEW, withState, WRITE } from './rules'
import { StepNotice } from './StepNotice'
import { useOverride } from './use-override'

/** Who sees a channel and who may do what in it: two switches for what is usual, and everything else below. */
export function ChannelPermissions({ serverId, channel }: { serverId: string; channel: Channel }) {
  const { t, i18n } = useLingui()
  const mine = useOwnPermissions(serverId, channel)
  const { mutate, error, isPending } = useOverride(channel)
  const everyone = overrideOf(channel, serverId, ROLE)
  const isPrivate = stateOf(everyone, VIEW) === 'deny'
  const isReadOnly = stateOf(everyone, WRITE) === 'deny'
  const fixed = !can(mine, 'manageRoles')
  const category = channel.type === 4
  return (
    <>
      <Section title={t`Who comes in`}>
        {fixed && (
          <Notice tone="signal">
            <Trans>
              You can look at these permissions; changing them needs the permission to manage roles.
            </Trans>
          </Notice>
        )}
        <StepNotice serverId={serverId} channel={channel} fixed={fixed} />
        {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
        <Switch
          label={category ? t`Private category` : t`Private channel`}
          note={t`Only the roles and members chosen here see it.`}
          checked={isPrivate}
          disabled={fixed || isPending}
          onChange={(on) => mutate(withState(everyone, VIEW, on ? 'deny' : 'inherit'))}
        />
        {isPrivate && <Guests serverId={serverId} channel={channel} fixed={fixed} />}
        <Switch
          label={t`Read-only`}
          note={t`Members read; only roles and members with an exception of their own write.`}
          checked={isReadOnly}
          disabled={fixed || isPending}
          onChange={(on) => mutate(withState(everyone, WRITE, on ? 'deny' : 'inherit'))}
        />
        <Button tone="secondary" icon="question" onClick={() => askWhy({ serverId, channelId: channel.id })}>
          <Trans>Why can somebody see this?</Trans>
        </Button>
      </Section>
      <Section
        title={t`Every permission`}
        note={t`An exception for a member counts more than those for their roles, and these more than the one for everyone.`}
      >
        <OverrideEditor serverId={serverId} channel={channel} mine={mine} fixed={fixed} />
      </Section>
    </>
  )
}
