import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { invitePerson } from '@/api/calls/invite-person'
import { explain } from '@/api/explain'
import { useChannels, useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { toast } from '@/ui/toasts'

import { InviteDialog } from '../InviteDialog'
import { InviteFriends } from '../InviteFriends'
import { InviteList } from '../InviteList'

/** The links that open a server, new ones, and invitations to one person. */
export function InvitationsPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const [creating, setCreating] = useState(false)
  const server = useServer(serverId).data
  const channelId = useChannels(serverId).data?.[0]?.id
  return (
    <>
      <Section title={t`Invitations`} note={t`Links that still open this server.`}>
        {channelId && (
          <Button tone="secondary" icon="plus" onClick={() => setCreating(true)}>
            <Trans>New invitation</Trans>
          </Button>
        )}
        <InviteList serverId={serverId} />
        {creating && server && channelId && (
          <InviteDialog
            serverId={serverId}
            serverName={server.name}
            channelId={channelId}
            onClose={() => setCreating(false)}
          />
        )}
      </Section>
      <Section
        title={t`Invite one person`}
        note={t`They find the invitation on their home page, and nobody else can use it.`}
      >
        <InvitePerson serverId={serverId} />
        <InviteFriends serverId={serverId} />
      </Section>
    </>
  )
}

function InvitePerson({ serverId }: { serverId: string }) {
  const { t, i18n } = useLingui()
  const [whom, setWhom] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => invitePerson(serverId, whom.trim()),
    onSuccess: () => {
      setWhom('')
      toast(t`Invited.`)
    },
  })
  const good = whom.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      <TextField
        label={t`User name or id`}
        hint={t`As it stands in their profile.`}
        value={whom}
        autoComplete="off"
        onChange={(event) => setWhom(event.target.value)}
      />
      <Button type="submit" busy={isPending} disabled={!good}>
        <Trans>Invite</Trans>
      </Button>
    </form>
  )
}
