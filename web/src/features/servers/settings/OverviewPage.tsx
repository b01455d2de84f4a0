import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { updateServer, type ServerChange } from '@/api/calls/update-server'
import { explain } from '@/api/explain'
import { apply } from '@/live/apply'
import { useServer } from '@/live/queries'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { Switch } from '@/ui/Switch'

import { IdentityForm } from './IdentityForm'
import { ServerPicture } from './ServerPicture'

/** What a server is called, who finds it, and how its roles add up. */
export function OverviewPage({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const server = useServer(serverId).data
  const { mutate, error, isPending } = useMutation({
    mutationFn: (change: ServerChange) => updateServer(serverId, change),
    onSuccess: (data) => apply(client, { name: 'GUILD_UPDATE', data }),
  })
  if (!server) return null
  return (
    <>
      <Section title={t`Identity`}>
        <ServerPicture server={server} />
        <IdentityForm key={server.id} server={server} />
      </Section>
      <Section title={t`How it works`}>
        {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
        <Switch
          label={t`Public server`}
          note={t`Anybody on this Beep finds it in Discover and joins without an invitation. Otherwise one is needed.`}
          checked={server.visibility === 'public'}
          disabled={isPending}
          onChange={(on) => mutate({ visibility: on ? 'public' : 'private' })}
        />
        <Switch
          label={t`Several roles for one member`}
          note={t`Without it, each member has one role at most beside the one everyone has.`}
          checked={server.multi_roles !== false}
          disabled={isPending}
          onChange={(on) => mutate({ multi_roles: on })}
        />
      </Section>
    </>
  )
}
